import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Answer } from '../../src/http/operations';
import type { AskError, Parameters } from './ask';
import type { EventRecord } from './questions';
import { toAskError, useApi } from './use-answer';

type Page = Answer<'searchEvents'>;

interface LoadedPages {
  readonly records: readonly EventRecord[];
  /** The latest page, which says how complete the answer is. Absent until there is one. */
  readonly last?: Page | undefined;
  /** What to know about the pages, and what they lack. */
  readonly notices: readonly string[];
  /** Log files that were read for the pages, and their uncompressed bytes. */
  readonly files: number;
  readonly fileBytes: number;
  readonly problem?: AskError | undefined;
  readonly isLoading: boolean;
}

/** The records of a question that were loaded so far. */
export interface Pages extends LoadedPages {
  /** Whether more pages can be loaded. */
  readonly hasMore: boolean;
  /** Whether the reader decides about the next page: the last one found nothing, or log files come next. */
  readonly asksFirst: boolean;
  readonly loadMore: () => void;
}

const FIRST_PAGE = 100;
const NEXT_PAGE = 300;
/** Most log files of a page that the reader asked for. */
const MOST_FILES = 64;

const NOTHING: LoadedPages = { records: [], notices: [], files: 0, fileBytes: 0, isLoading: true };

/**
 * Loads the records of a question page by page. The next page is loaded when it is asked for. Log files are read only for a
 * page that the reader asked for, once the page before has said how many come next.
 */
export function usePages(question: Parameters<'searchEvents'>): Pages {
  const api = useApi();
  const [state, setState] = useState<LoadedPages>(NOTHING);
  const asking = useRef<AbortController | undefined>(undefined);
  const key = JSON.stringify(question);

  const load = useCallback(
    (before: LoadedPages) => {
      const controller = new AbortController();
      asking.current = controller;
      setState({ ...before, problem: undefined, isLoading: true });
      api.ask('searchEvents', { ...JSON.parse(key), ...toNext(before.last) }, controller.signal).then(
        (last) => {
          if (controller.signal.aborted) return;
          const loaded = addPage(before, last);
          // What comes after log files is looked for at once, so that the price of further ones is known.
          if (last.searched.files !== undefined && last.nextToken !== undefined) load(loaded);
          else setState(loaded);
        },
        (error: unknown) => {
          if (controller.signal.aborted) return;
          setState({ ...before, problem: toAskError(error), isLoading: false });
        },
      );
    },
    [api, key],
  );
  useEffect(() => {
    load(NOTHING);
    return () => asking.current?.abort();
  }, [load]);

  const { last, isLoading } = state;
  const loadMore = useCallback(() => {
    if (!isLoading && (last === undefined || last.nextToken !== undefined)) load(state);
  }, [isLoading, last, state, load]);
  const asksFirst =
    last !== undefined && (last.records.length === 0 || last.searched.nextFiles !== undefined);
  return { ...state, hasMore: last?.nextToken !== undefined, asksFirst, loadMore };
}

/** What to ask for the page after this one. */
const toNext = (last: Page | undefined): Parameters<'searchEvents'> => ({
  limit: last === undefined ? FIRST_PAGE : NEXT_PAGE,
  nextToken: last?.nextToken,
  maximumFiles: last?.searched.nextFiles === undefined ? 0 : MOST_FILES,
});

function addPage(before: LoadedPages, last: Page): LoadedPages {
  const { notices = [], incomplete, searched } = last;
  return {
    records: [...before.records, ...last.records],
    last,
    notices: [...new Set([...before.notices, ...notices, ...(incomplete === undefined ? [] : [incomplete])])],
    files: before.files + (searched.files ?? 0),
    fileBytes: before.fileBytes + (searched.fileBytes ?? 0),
    isLoading: false,
  };
}
