/** What CloudTrail writes in place of a value that it does not log. */
export const REDACTED = '***(Redacted)';

export interface Token {
  readonly kind: 'word' | 'name' | 'value' | 'symbol';
  /** The text of a name or value; a keyword in upper case. */
  readonly text: string;
  /** Of a `value`. */
  readonly value?: string | number | boolean;
}

export const isWord = (token: Token | undefined, word: string): boolean =>
  token?.kind === 'word' && token.text === word;
export const isSymbol = (token: Token | undefined, symbol: string): boolean =>
  token?.kind === 'symbol' && token.text === symbol;

const SPACE_OR_COMMENT = /(?:\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))+/y;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const WORD = /[A-Za-z_$][\w$]*/y;
const SYMBOL = /<=|>=|<>|!=|[\s\S]/y;

/** The tokens of a statement, without comments. A redacted value is a symbol. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found) at += found.length;
    return found;
  };
  while (at < text.length) {
    if (match(SPACE_OR_COMMENT)) continue;
    if (text.startsWith(REDACTED, at)) {
      at += REDACTED.length;
      tokens.push({ kind: 'symbol', text: REDACTED });
      continue;
    }
    const quote = text[at]!;
    if (quote === "'" || quote === '"') {
      const { inner, end } = readQuoted(text, at, quote);
      at = end;
      tokens.push(toQuotedToken(inner, quote));
      continue;
    }
    const number = match(NUMBER);
    const word = number === undefined ? match(WORD) : undefined;
    if (number !== undefined) tokens.push({ kind: 'value', text: number, value: Number(number) });
    else if (word !== undefined) tokens.push(toWordToken(word));
    else tokens.push({ kind: 'symbol', text: match(SYMBOL)! });
  }
  return tokens;
}

function toQuotedToken(inner: string, quote: string): Token {
  if (quote === '"') return { kind: 'name', text: inner };
  return inner === REDACTED
    ? { kind: 'symbol', text: REDACTED }
    : { kind: 'value', text: inner, value: inner };
}

function toWordToken(word: string): Token {
  const upper = word.toUpperCase();
  if (upper === 'TRUE' || upper === 'FALSE') return { kind: 'value', text: word, value: upper === 'TRUE' };
  return KEYWORDS.has(upper) ? { kind: 'word', text: upper } : { kind: 'name', text: word };
}

/** Words that structure a condition. Others are names of attributes and functions. */
const KEYWORDS: ReadonlySet<string> = new Set([
  'WHERE',
  'AND',
  'OR',
  'NOT',
  'IN',
  'BETWEEN',
  'ORDER',
  'RETURNING',
]);

/** Reads quoted text. A doubled quote stands for one; an unclosed quote extends to the end. */
function readQuoted(text: string, start: number, quote: string): { inner: string; end: number } {
  let end = text.indexOf(quote, start + 1);
  while (end >= 0 && text[end + 1] === quote) end = text.indexOf(quote, end + 2);
  const inner = text.slice(start + 1, end < 0 ? text.length : end).replaceAll(quote + quote, quote);
  return { inner, end: end < 0 ? text.length : end + 1 };
}
