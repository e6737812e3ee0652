/**
 * The first and the last of some times, or of other texts.
 * @param times one at least
 */
export function findRange(times: readonly string[]): [first: string, last: string] {
  let first = times[0]!;
  let last = first;
  for (const time of times) {
    if (time < first) first = time;
    if (time > last) last = time;
  }
  return [first, last];
}
