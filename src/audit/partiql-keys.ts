import { isSymbol, isWord, type Token, tokenize } from './partiql-tokens';

/** Attributes and their values: a key of an item, or the part of it that a statement gives. */
export type KeyLiterals = Readonly<Record<string, string | number | boolean>>;

/** Maximum length of a statement in DynamoDB. */
const MAXIMUM_STATEMENT = 8_192;
/** Combinations that are told apart. Beyond them, the key counts as not given. */
const MAXIMUM_ALTERNATIVES = 100;

/** An alternative that gives no value of any attribute. */
const NO_KEY: KeyLiterals = Object.freeze({});
const UNKNOWN: readonly KeyLiterals[] = [NO_KEY];

/**
 * The alternatives of a statement's WHERE clause, each with the values that it gives to attributes. Every item that
 * the statement touches has the values of at least one alternative. An alternative without attributes can be any
 * item: CloudTrail redacts the values of attributes that are not keys, and INSERT has no WHERE clause.
 */
export function readWhereKeys(statement: string): readonly KeyLiterals[] {
  if (statement.length > MAXIMUM_STATEMENT) return UNKNOWN;
  const tokens = tokenize(statement);
  const where = tokens.findIndex((token) => isWord(token, 'WHERE'));
  return where < 0 ? UNKNOWN : readAlternatives(takeCondition(tokens.slice(where + 1)));
}

const depthChange = (token: Token): number => {
  if (token.kind !== 'symbol') return 0;
  if (token.text === '(' || token.text === '[' || token.text === '{') return 1;
  return token.text === ')' || token.text === ']' || token.text === '}' ? -1 : 0;
};

/** The tokens up to the end of the condition: ORDER BY, RETURNING, or the parenthesis that EXISTS opened. */
function takeCondition(tokens: readonly Token[]): readonly Token[] {
  let depth = 0;
  const end = tokens.findIndex((token) => {
    depth += depthChange(token);
    return depth < 0 || (depth === 0 && (isWord(token, 'ORDER') || isWord(token, 'RETURNING')));
  });
  return end < 0 ? tokens : tokens.slice(0, end);
}

function readAlternatives(condition: readonly Token[]): readonly KeyLiterals[] {
  const tokens = withoutParentheses(condition);
  const either = split(tokens, 'OR');
  if (either.length > 1) {
    const all = either.flatMap(readAlternatives);
    return all.length > MAXIMUM_ALTERNATIVES ? UNKNOWN : all;
  }
  const both = split(tokens, 'AND');
  return both.length > 1 ? both.map(readAlternatives).reduce(combine) : readComparison(tokens);
}

/** What holds if both hold. Too many combinations are left as they were, which only says less. */
function combine(ones: readonly KeyLiterals[], others: readonly KeyLiterals[]): readonly KeyLiterals[] {
  if (ones.length * others.length > MAXIMUM_ALTERNATIVES) return ones;
  return ones.flatMap((one) => others.map((other) => ({ ...other, ...one })));
}

function withoutParentheses(tokens: readonly Token[]): readonly Token[] {
  let [first, last] = [0, tokens.length];
  while (isSymbol(tokens[first], '(') && closesAtEnd(tokens, first, last)) {
    first += 1;
    last -= 1;
  }
  return tokens.slice(first, last);
}

function closesAtEnd(tokens: readonly Token[], first: number, last: number): boolean {
  let depth = 0;
  for (let at = first; at < last; at += 1) {
    depth += depthChange(tokens[at]!);
    if (depth === 0) return at === last - 1;
  }
  return false;
}

/** Splits at a keyword outside of parentheses. The AND of BETWEEN does not split. */
function split(tokens: readonly Token[], keyword: 'AND' | 'OR'): readonly Token[][] {
  const parts: Token[][] = [[]];
  let depth = 0;
  let isBetween = false;
  for (const token of tokens) {
    depth += depthChange(token);
    if (depth === 0 && isWord(token, 'BETWEEN')) isBetween = true;
    if (depth === 0 && isWord(token, keyword) && !isBetween) {
      parts.push([]);
      continue;
    }
    if (depth === 0 && isWord(token, 'AND')) isBetween = false;
    parts.at(-1)!.push(token);
  }
  return parts;
}

/** Reads `name = value`, `value = name` and `name IN [value, …]`. Anything else gives no value. */
function readComparison(tokens: readonly Token[]): readonly KeyLiterals[] {
  const [first, second, ...rest] = withSigns(tokens);
  if (isSymbol(second, '=') && rest.length === 1) {
    const [name, value] = first?.kind === 'name' ? [first, rest[0]] : [rest[0], first];
    if (name?.kind === 'name' && value?.value !== undefined) return [toLiterals(name.text, value.value)];
  }
  if (first?.kind === 'name' && isWord(second, 'IN')) {
    const values = rest.slice(1, -1).filter((_, index) => index % 2 === 0);
    if (
      values.length > 0 &&
      values.length <= MAXIMUM_ALTERNATIVES &&
      values.every((one) => one.value !== undefined)
    )
      return values.map((one) => toLiterals(first.text, one.value!));
  }
  return UNKNOWN;
}

/** Own members only, so that an attribute named `__proto__` is one, too. */
const toLiterals = (name: string, value: string | number | boolean): KeyLiterals =>
  Object.fromEntries([[name, value]]);

/** Joins a minus sign with the number that follows. */
function withSigns(tokens: readonly Token[]): Token[] {
  const joined: Token[] = [];
  for (const token of tokens) {
    const isNegative = isSymbol(joined.at(-1), '-') && typeof token.value === 'number';
    if (isNegative) joined.pop();
    joined.push(isNegative ? { ...token, value: -Number(token.value) } : token);
  }
  return joined;
}
