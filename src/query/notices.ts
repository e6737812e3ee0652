/** The member `notices` of an answer. Absent if there are none. */
export function toNotices(all: readonly (string | undefined)[]): { notices?: readonly string[] } {
  const notices = all.filter((notice) => notice !== undefined);
  return notices.length > 0 ? { notices } : {};
}
