import { toNotices } from '../../query/notices';
import { type Io, noteAll } from './io';

/** The notices of all pages of an answer, each text once. */
export class PageNotices {
  readonly #all = new Set<string>();

  /** @returns those that no page before had */
  add(notices: readonly string[] = []): readonly string[] {
    const added = [...new Set(notices)].filter((notice) => !this.#all.has(notice));
    for (const notice of added) this.#all.add(notice);
    return added;
  }

  /** The member `notices` of the whole answer. */
  get member(): { notices?: readonly string[] } {
    return toNotices([...this.#all]);
  }
}

/** Makes a function that writes notices to stderr, each text once. */
export function onceNoter(io: Io): (notices: readonly string[] | undefined) => Promise<void> {
  const written = new PageNotices();
  return (notices) => noteAll(io, written.add(notices));
}
