/** The nesting that is followed. An identity has four levels: sessionContext.sessionIssuer.userName. */
const MAXIMUM_DEPTH = 8;

/**
 * Parses a structure as Athena and CloudTrail Lake print it: `{type=IAMUser, sessioncontext={…}, x=null}`.
 * It has no quotes, so a text that itself contains `, name=` is cut there. The first of two equal names
 * counts.
 * @returns undefined if the text is not such a structure.
 */
export function parseStruct(text: string): unknown {
  const reader = new StructReader(text.trim());
  const value = reader.readValue(0);
  return reader.isAtEnd && typeof value === 'object' ? value : undefined;
}

class StructReader {
  #at = 0;

  constructor(private readonly text: string) {}

  get isAtEnd(): boolean {
    return this.#at === this.text.length;
  }

  readValue(depth: number): unknown {
    if (depth < MAXIMUM_DEPTH) {
      if (this.#take(/\{(?=\}|[A-Za-z_]\w*=)/y)) return this.#readMembers(depth);
      if (this.#take(/\[(?=[\]{])/y)) return this.#readElements(depth);
    }
    return this.#readText();
  }

  #readMembers(depth: number): Readonly<Record<string, unknown>> {
    const members = new Map<string, unknown>();
    for (;;) {
      if (this.#take(/\}/y) || this.isAtEnd) return Object.fromEntries(members);
      const name = this.#take(/([A-Za-z_]\w*)=/y)?.[1];
      if (name === undefined) return Object.fromEntries(members);
      const value = this.readValue(depth + 1);
      if (value !== undefined && !members.has(name)) members.set(name, value);
      if (!this.#take(/, ?(?=[A-Za-z_]\w*=)/y) && this.text[this.#at] !== '}') {
        return Object.fromEntries(members);
      }
    }
  }

  #readElements(depth: number): readonly unknown[] {
    const elements: unknown[] = [];
    while (!this.#take(/\]/y) && !this.isAtEnd) {
      elements.push(this.readValue(depth + 1));
      if (!this.#take(/, ?/y) && this.text[this.#at] !== ']') break;
    }
    return elements;
  }

  /** A JSON value, or text up to the next name or closing bracket; undefined for null and nothing. */
  #readText(): string | undefined {
    const text =
      this.#take(/[{[]"(?:[^"\\]|\\.)*"(?:[^"\\{}[\]]|"(?:[^"\\]|\\.)*")*[}\]]/y)?.[0] ??
      this.#take(/(?:(?!, ?[A-Za-z_]\w*=)[^}\]])*/y)?.[0];
    return text === 'null' || text === '' ? undefined : text;
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.text);
    if (match === null) return undefined;
    this.#at += match[0].length;
    return match;
  }
}
