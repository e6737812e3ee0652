import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import { type Api, AskError } from './ask';

const Current = createContext<Api | undefined>(undefined);
export const ApiProvider = Current.Provider;

/** The API of the page, below its provider. */
export function useApi(): Api {
  const api = useContext(Current);
  if (!api) throw new Error('useApi needs an ApiProvider above it.');
  return api;
}

/** An answer on its way. While the next one loads, the one before stays, so that nothing jumps. */
export interface Loading<Value> {
  readonly value?: Value | undefined;
  readonly problem?: AskError | undefined;
  readonly isLoading: boolean;
}

/** An error that was thrown while asking, for people. */
export const toAskError = (thrown: unknown): AskError =>
  thrown instanceof AskError
    ? thrown
    : new AskError('Unexpected', thrown instanceof Error ? thrown.message : String(thrown));

/**
 * Loads a value, again whenever its key changes. A question that is not asked any more is cancelled.
 * @param key all that the question depends on; undefined to ask nothing yet
 */
export function useLoaded<Value>(
  key: string | undefined,
  load: (api: Api, signal: AbortSignal) => Promise<Value>,
): Loading<Value> {
  const api = useApi();
  const [state, setState] = useState<Loading<Value>>({ isLoading: true });
  // The key says all that the question depends on.
  useEffect(() => {
    if (key === undefined) return;
    const { abort, signal } = new Abort();
    setState(({ value }) => ({ value, isLoading: true }));
    load(api, signal).then(
      (value) => !signal.aborted && setState({ value, isLoading: false }),
      (error: unknown) => !signal.aborted && setState({ problem: toAskError(error), isLoading: false }),
    );
    return abort;
  }, [api, key]);
  return state;
}

/** An AbortController whose method can be handed over. */
class Abort {
  readonly #controller = new AbortController();
  readonly signal = this.#controller.signal;
  readonly abort = (): void => this.#controller.abort();
}
