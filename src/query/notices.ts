/** What to know about an answer, as sentences. */
export interface Notices {
  /** Of the question and of what was found, such as the use of a filter's old name. Absent if there is nothing. */
  readonly notices?: readonly string[];
  /** Of this page alone, such as why it ended. It does not hold for all pages together. Absent if there is nothing. */
  readonly pageNotices?: readonly string[];
}

type Sentences = readonly (string | undefined)[];

/** The member `notices` of an answer. Absent if there are none. */
export function toNotices(all: Sentences): Pick<Notices, 'notices'> {
  const notices = all.filter((notice) => notice !== undefined);
  return notices.length > 0 ? { notices } : {};
}

/** The member `pageNotices` of an answer. Absent if there are none. */
export function toPageNotices(all: Sentences): Pick<Notices, 'pageNotices'> {
  const { notices: pageNotices } = toNotices(all);
  return pageNotices ? { pageNotices } : {};
}
