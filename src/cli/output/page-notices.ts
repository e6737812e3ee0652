import { toNotices } from '../../query/notices';

/** The notices of all pages of an answer, each text once. */
export class PageNotices {
  readonly #all = new Set<string>();

  add(notices: readonly string[] = []): void {
    for (const notice of notices) this.#all.add(notice);
  }

  /** The member `notices` of the whole answer. */
  get member(): { notices?: readonly string[] } {
    return toNotices([...this.#all]);
  }
}
