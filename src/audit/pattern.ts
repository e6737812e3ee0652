/** True if a value equals a pattern. A trailing `*` matches any suffix. */
export const matchesPattern = (pattern: string, value: string): boolean =>
  pattern.endsWith('*') ? value.startsWith(pattern.slice(0, -1)) : value === pattern;
