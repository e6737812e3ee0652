import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Answer } from '../../src/http/operations';
import type { AskError, Parameters } from './ask';
import { useAnswer } from './questions';
import { type Loading, toAskError, useApi } from './use-answer';

type CountId = 'getHistogram' | 'getFacets';

/** How the counts of an operation go on before the time from which they count everything. */
export interface Counting<Id extends CountId> {
  /** The question about the time before. Undefined if everything is counted. */
  readonly toEarlier: (counted: Answer<Id>) => Parameters<Id> | undefined;
  /** Adds up the counts of two times that do not overlap. */
  readonly join: (later: Answer<Id>, earlier: Answer<Id>) => Answer<Id>;
}

/** Counts on their way, as far as they go. */
export interface Counted<Value> extends Loading<Value> {
  /** Counts what is before. Absent if everything is counted. */
  readonly countMore?: (() => void) | undefined;
  /** Read units that the counts took which came last, and further ones will take. */
  readonly price?: number | undefined;
}

interface More<Value> {
  /** What was counted first. Counts of an earlier question are left alone. */
  readonly first: Value | undefined;
  readonly value?: Value | undefined;
  readonly price?: number | undefined;
  readonly problem?: AskError | undefined;
  readonly isLoading?: boolean;
}

/** TypeScript does not see that the answers of both operations have this. */
const toPrice = (answer: unknown): number | undefined => (answer as Answer<CountId>).searched.readUnits;

/** Loads counts, again whenever the parameters change. What the bound of an answer left out is counted when it is asked for. */
export function useCounted<Id extends CountId>(
  id: Id,
  parameters: Parameters<Id> | undefined,
  { toEarlier, join }: Counting<Id>,
): Counted<Answer<Id>> {
  const api = useApi();
  const first = useAnswer(id, parameters);
  const [given, setMore] = useState<More<Answer<Id>>>({ first: undefined });
  const asking = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => asking.current?.abort(), [first.value]);

  const more: More<Answer<Id>> = given.first === first.value ? given : { first: first.value };
  const value = more.value ?? first.value;
  const earlier = value && toEarlier(value);
  const countMore = useCallback(() => {
    if (!value || !earlier || more.isLoading) return;
    const controller = new AbortController();
    asking.current = controller;
    setMore({ ...more, problem: undefined, isLoading: true });
    api.ask(id, { ...parameters, ...earlier } as Parameters<Id>, controller.signal).then(
      (answer) => {
        if (controller.signal.aborted) return;
        setMore({ first: more.first, value: join(value, answer), price: toPrice(answer) });
      },
      (error: unknown) => !controller.signal.aborted && setMore({ ...more, problem: toAskError(error) }),
    );
  }, [api, id, parameters, value, earlier, more, join]);

  return {
    value,
    problem: first.problem ?? more.problem,
    isLoading: first.isLoading || more.isLoading === true,
    ...(earlier && { countMore }),
    price: more.price ?? (first.value && toPrice(first.value)),
  };
}
