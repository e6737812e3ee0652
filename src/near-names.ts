/** A sentence with near names for a message, such as ` Did you mean "Music"?`. Empty if there are none. */
export function suggestNames(name: string, known: Iterable<string>): string {
  return formatSuggestion(nearNames(name, [...new Set(known)]));
}

export const formatSuggestion = (names: readonly string[]): string =>
  names.length > 0 ? ` Did you mean ${names.map((name) => JSON.stringify(name)).join(' or ')}?` : '';

/** Up to five known names that a typing mistake, or a part of the name, could have meant; nearest first. */
export function nearNames(name: string, known: readonly string[]): string[] {
  const asked = name.toLowerCase();
  const distanceTo = (other: string) => {
    const candidate = other.toLowerCase();
    return candidate.includes(asked) || asked.includes(candidate) ? 1 : editDistance(asked, candidate);
  };
  return known
    .map((other) => ({ other, distance: distanceTo(other) }))
    .filter(({ distance }) => distance <= Math.max(2, asked.length / 4))
    .sort((one, other) => one.distance - other.distance || (one.other < other.other ? -1 : 1))
    .slice(0, 5)
    .map(({ other }) => other);
}

function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
