import type { Answer } from '../../src/http/operations';
import type { Api, AskedId, Parameters } from './ask';
import { type Loading, useLoaded } from './use-answer';

/** Operations that answer page by page. */
type PagedId = Extract<AskedId, 'searchEvents' | 'getActivity' | 'listNamedItems'>;

/** What the answers of these operations have in common. */
type AnyPage = Pick<Answer<'searchEvents'>, 'nextToken' | 'searched' | 'coverage' | 'incomplete' | 'notices'>;

/** The pages of an answer, up to a number of them. */
export interface Collected<Id extends PagedId> {
  readonly pages: readonly Answer<Id>[];
  /** How complete the answer is. */
  readonly coverage: AnyPage['coverage'] | undefined;
  /** Entries that were looked at. */
  readonly entries: number;
  /** Whether there are more pages. */
  readonly hasMore: boolean;
  /** What the answers lack, and what to know about them. */
  readonly notices: readonly string[];
}

/**
 * Loads the pages of an answer, again whenever the parameters change.
 * @param parameters undefined to ask nothing yet
 * @param maximumPages more are not loaded
 */
export const useCollected = <Id extends PagedId>(
  id: Id,
  parameters: Parameters<Id> | undefined,
  maximumPages: number,
): Loading<Collected<Id>> =>
  useLoaded(parameters && JSON.stringify([id, parameters]), (api, signal) =>
    collect(api, id, parameters as Parameters<Id>, maximumPages, signal),
  );

async function collect<Id extends PagedId>(
  api: Api,
  id: Id,
  parameters: Parameters<Id>,
  maximumPages: number,
  signal: AbortSignal,
): Promise<Collected<Id>> {
  const pages: (Answer<Id> & AnyPage)[] = [];
  let nextToken: string | undefined;
  do {
    const page = (await api.ask(id, { ...parameters, nextToken }, signal)) as Answer<Id> & AnyPage;
    pages.push(page);
    nextToken = page.nextToken;
  } while (nextToken !== undefined && pages.length < maximumPages);
  const notices = pages.flatMap(({ notices = [], incomplete }) => [
    ...notices,
    ...(incomplete === undefined ? [] : [incomplete]),
  ]);
  return {
    pages,
    coverage: pages[0]?.coverage,
    entries: pages.reduce((sum, { searched }) => sum + searched.entries, 0),
    hasMore: nextToken !== undefined,
    notices: [...new Set(notices)],
  };
}
