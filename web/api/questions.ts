import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Answer } from '../../src/http/operations';
import type { Place } from '../place/place';
import type { AskError, AskedId, Parameters } from './ask';
import { type Loading, toAskError, useApi, useLoaded } from './use-answer';

/** The filters and the time range of a place, as the API takes them. */
export const toQuestion = ({ filters, since, until }: Pick<Place, 'filters' | 'since' | 'until'>) => ({
  ...filters,
  since,
  until,
});

/**
 * Loads an answer, again whenever the parameters change.
 * @param parameters undefined to ask nothing yet
 * @param eventId for operations about one event
 */
export const useAnswer = <Id extends AskedId>(
  id: Id,
  parameters: Parameters<Id> | undefined,
  eventId = '',
): Loading<Answer<Id>> =>
  useLoaded(parameters && JSON.stringify([id, parameters, eventId]), (api, signal) =>
    api.ask(id, parameters as Parameters<Id>, signal, eventId),
  );

type Page = Answer<'searchEvents'>;
export type EventRecord = Page['records'][number];

/** The records of a question that were loaded so far. */
export interface Pages {
  readonly records: readonly EventRecord[];
  /** The latest page, which says how complete the answer is. Absent until there is one. */
  readonly last?: Page | undefined;
  readonly problem?: AskError | undefined;
  readonly isLoading: boolean;
  /** Whether more pages can be loaded. */
  readonly hasMore: boolean;
  /** Whether the reader decides about the next page: the last one found nothing, or read log files. */
  readonly asksFirst: boolean;
  readonly loadMore: () => void;
}

const FIRST_PAGE = 100;
const NEXT_PAGE = 300;

interface LoadedPages {
  readonly records: readonly EventRecord[];
  readonly last?: Page | undefined;
  readonly problem?: AskError | undefined;
  readonly isLoading: boolean;
}

/** Loads the records of a question page by page. The next page is loaded when it is asked for. */
export function usePages(question: Parameters<'searchEvents'>): Pages {
  const api = useApi();
  const [state, setState] = useState<LoadedPages>({ records: [], isLoading: true });
  const asking = useRef<AbortController | undefined>(undefined);
  const key = JSON.stringify(question);

  const load = useCallback(
    (records: readonly EventRecord[], nextToken: string | undefined) => {
      const controller = new AbortController();
      asking.current = controller;
      const limit = nextToken === undefined ? FIRST_PAGE : NEXT_PAGE;
      setState((before) => ({ ...before, problem: undefined, isLoading: true }));
      api.ask('searchEvents', { ...JSON.parse(key), limit, nextToken }, controller.signal).then(
        (last) => {
          if (controller.signal.aborted) return;
          setState({ records: [...records, ...last.records], last, isLoading: false });
        },
        (error: unknown) => {
          if (controller.signal.aborted) return;
          setState((before) => ({ ...before, records, problem: toAskError(error), isLoading: false }));
        },
      );
    },
    [api, key],
  );
  useEffect(() => {
    load([], undefined);
    return () => asking.current?.abort();
  }, [load]);

  const { records, last, isLoading, problem } = state;
  const nextToken = last?.nextToken;
  const loadMore = useCallback(() => {
    if (!isLoading && nextToken !== undefined) load(records, nextToken);
  }, [isLoading, nextToken, records, load]);
  const asksFirst = last !== undefined && (last.records.length === 0 || last.searched.files !== undefined);
  return { records, last, problem, isLoading, hasMore: nextToken !== undefined, asksFirst, loadMore };
}
