/**
 * The key that a text states, such as `orderId=42`: an attribute a line. Undefined if a line states none. Values are
 * taken as they are, with their spaces, and stay texts, because nobody knows the types of the attributes: the API compares numbers by their value.
 */
export function parseItemKey(text: string): Readonly<Record<string, string>> | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const pairs = lines.map((line) => /^([^=]+)=(.*)$/s.exec(line));
  if (lines.length === 0 || pairs.includes(null)) return undefined;
  return Object.fromEntries(pairs.map((pair) => [pair?.[1]?.trim() ?? '', pair?.[2] ?? '']));
}
