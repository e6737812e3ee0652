import fc from 'fast-check';

// JSON text that is valid but unusual: every way to write a character, whitespace wherever it is allowed,
// brackets and markers in strings, and the word Records everywhere.
const whitespace = fc.constantFrom('', '', '', ' ', '\n', ' \t\r\n ');
const spaced = (text: fc.Arbitrary<string>) =>
  fc.tuple(whitespace, text, whitespace).map((parts) => parts.join(''));
const characters = fc.constantFrom(
  ...[
    'dynamodb.amazonaws.com',
    'dynamodb',
    '.amazonaws.com',
    'Records',
    'IngestRole',
    '\\"Records\\":[',
    '{',
    '}',
    '[',
    ']',
    '},{',
  ],
  ...[
    '\\\\',
    '\\"',
    '\\\\\\"',
    '\\/',
    '\\n',
    '\\u003d',
    '\\u003C',
    '\\u0064',
    '\\u002e',
    '\\u0000',
    '\\ud83d',
    '\\u005C',
  ],
  ...[',', ':', ' ', 'é', '中', '😀', '\u2028', '\u007f', 'y', '_', 'x'.repeat(61), '\\\\'.repeat(33)],
);
/** A JSON string. */
export const stringText = fc.array(characters, { maxLength: 6 }).map((parts) => `"${parts.join('')}"`);
const source = fc.constantFrom(
  '"dynamodb.amazonaws.com"',
  '"dynamodb.amazonaws.com"',
  '"\\u0064ynamodb.amazonaws.com"',
  '"dynamodb\\u002Eamazonaws.com"',
  '"s3.amazonaws.com"',
  '"dynamodb.amazonaws.comx"',
);
const scalar = fc.oneof(
  stringText,
  fc.constantFrom('null', 'true', 'false', '0', '-1.5E+9', '1376.0', '12345678901234567890', '""'),
);

const list = (open: string, items: fc.Arbitrary<string>, close: string, maxLength: number) =>
  fc
    .tuple(whitespace, fc.array(spaced(items), { maxLength }))
    .map(([inner, texts]) => open + (texts.length > 0 ? texts.join(',') : inner) + close);
/** A member of an object. */
export const member = (key: fc.Arbitrary<string>, value: fc.Arbitrary<string>) =>
  fc
    .tuple(key, whitespace, whitespace, value)
    .map(([name, before, after, text]) => `${name}${before}:${after}${text}`);

/** Any JSON value. */
export const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalar,
    list('[', tie('value'), ']', 4),
    list('{', member(fc.oneof(stringText, fc.constant('"__proto__"')), tie('value')), '}', 4),
  ),
}));
const sourceMember = member(fc.constantFrom('"eventSource"', '"event\\u0053ource"'), source);
const eventName = fc.constantFrom(
  '"StopLogging"',
  '"StopLogging"',
  '"StopLogging2"',
  '"PutRolePolicy"',
  '"PutRolePolicy"',
  '"Stop\\u004cogging"',
  ...[29, 31, 32, 33].map((spaces) => `${' '.repeat(spaces)}"StopLogging"`),
  ...[29, 32, 33].map((spaces) => `${' '.repeat(spaces)}"GetObject"`),
  ...[63, 64, 65].map((length) => `"${'n'.repeat(length)}"`),
  '["StopLogging"]',
);
const nameMember = member(
  fc.constantFrom('"eventName"', '"eventName"', '"event\\u004eame"', '"eventNames"', '"StopLogging"'),
  eventName,
);
const record = list('{', fc.oneof(sourceMember, nameMember, member(stringText, value)), '}', 5);
const element = fc.oneof({ weight: 6, arbitrary: record }, { weight: 1, arbitrary: value });

const otherMember = member(fc.constantFrom('"records"', '"a"', '""', '"\\"Records"', '"Records "'), value);
/** The parts of a log file. */
export const logFileParts = fc.record({
  before: fc.array(spaced(otherMember), { maxLength: 2 }),
  recordsKey: fc.constantFrom('"Records"', '"\\u0052ecords"', '"Record\\u0073"'),
  elements: fc.array(fc.tuple(whitespace, element, whitespace), { maxLength: 8 }),
  after: fc.array(spaced(otherMember), { maxLength: 2 }),
  around: fc.tuple(fc.constantFrom('', '\uFEFF'), whitespace, whitespace),
});
type LogFileParts = typeof logFileParts extends fc.Arbitrary<infer Value> ? Value : never;

/** The text of a log file. */
export function toText({
  before,
  recordsKey,
  elements,
  after,
  around: [mark, start, end],
}: LogFileParts): string {
  const records = `${recordsKey} : [${elements.map((parts) => parts.join('')).join(',')}]`;
  return `${mark}${start}{${[...before, records, ...after].join(',')}}${end}`;
}
