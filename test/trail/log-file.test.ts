import { createHash, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { readLogFile } from '../../src/trail/log-file';
import type { RecordMatcher } from '../../src/trail/log-file-record';
import { dynamodbMatcher, inPieces, readAll } from '../support/log-files';

const OURS = '{"eventSource":"dynamodb.amazonaws.com","eventName":"GetItem"}';
const OTHER = '{"eventSource":"s3.amazonaws.com","eventName":"GetObject"}';
const toFile = (...elements: string[]) => `{"Records":[${elements.join(',')}]}`;
const originals = async (content: string, matcher?: RecordMatcher) => {
  const { records } = await readAll(content, matcher ? { matcher } : {});
  return records.map(({ original }) => Buffer.from(original).toString());
};

describe('a log file', () => {
  it('is read from gzip, with a summary', async () => {
    const text = toFile(OTHER, OURS, OTHER);
    const compressed = gzipSync(text);
    const { records, summary } = await readAll(compressed);
    expect(records).toEqual([{ index: 1, event: JSON.parse(OURS), original: Buffer.from(OURS) }]);
    expect(summary).toEqual({
      records: 3,
      otherServices: 2,
      rejected: [],
      rejectedCount: 0,
      sha256: createHash('sha256').update(text).digest('hex'),
      inflatedBytes: text.length,
      compressedBytes: compressed.length,
      gzipMembers: 1,
      paddingBytes: 0,
    });
  });

  it('may be plain JSON, whatever its name', async () => {
    const { records, summary } = await readAll(toFile(OURS));
    expect(records).toHaveLength(1);
    expect(summary).toMatchObject({ gzipMembers: 0, compressedBytes: toFile(OURS).length });
  });

  it('may have records of other services that end in any value', async () => {
    const values = ['""', '{}', '[ ]', '0', '-1.5E+9', 'true', 'false', 'null'];
    const others = ['{}', '{ }', ...values.flatMap((value) => [`{"a":${value}}`, `{ "a" : ${value} }`])];
    const { summary } = await readAll(toFile(...others));
    expect(summary).toMatchObject({ records: others.length, otherServices: others.length });
  });

  it('may have no records', async () => {
    expect((await readAll('{"Records":[]}')).summary).toMatchObject({ records: 0, otherServices: 0 });
  });

  test.each([
    ['a byte order mark', `\uFEFF${toFile(OURS)}`],
    ['whitespace everywhere', ` \n{ "Records"\t:\r\n[ ${OTHER} , ${OURS} ] } \n`],
    ['an escaped key', `{"\\u0052ecords":[${OURS}]}`],
    [
      'other keys before and after',
      `{"a":null,"b":[{"Records":[1]}],"c":"x]}","d":-1.5e9,"Records":[${OURS}],"e":{"f":true}}`,
    ],
    ['another key that holds "Records"', `{"note":"\\"Records\\":[{}]","Records":[${OURS}]}`],
  ])('may have %s', async (_, text) => {
    expect(await originals(text)).toEqual([OURS]);
  });

  it('keeps the bytes of a record as they are', async () => {
    const record =
      '{ "z" : 1.0 ,\n "n":12345678901234567890, "eventSource":"dynamodb.amazonaws.com","é":"\\u003d😀\\/"}';
    expect(await originals(toFile(OTHER, record))).toEqual([record]);
  });

  it('is the same in pieces of every size', async () => {
    const hard = `{"eventSource":"dynamodb.amazonaws.com","a":"${'x\\\\'.repeat(30)}\\"]}","b":[[],{"c":"é"}]}`;
    const text = `\uFEFF{"k":"v\\"","Records":[${OTHER}, ${hard},null,${OURS} ],"l":[1]}`;
    const whole = await readAll(text);
    expect(whole.records).toHaveLength(2);
    for (let pieces = 1; pieces <= Buffer.byteLength(text); pieces++) {
      expect(await readAll(text, { pieces })).toEqual(whole);
    }
    const compressed = gzipSync(text);
    for (let pieces = 1; pieces <= compressed.length; pieces++) {
      expect((await readAll(compressed, { pieces })).records).toEqual(whole.records);
    }
  });
});

describe('records are chosen', () => {
  it('by the parsed event, not by a marker in one of its strings', async () => {
    const mention =
      '{"eventSource":"iam.amazonaws.com","policy":"{\\"Service\\":\\"dynamodb.amazonaws.com\\"}"}';
    expect(await originals(toFile(mention, OURS))).toEqual([OURS]);
  });

  it('even if a marker is written with escapes', async () => {
    const hidden = '{"eventSource":"\\u0064ynamodb\\u002eamazonaws.com"}';
    const hiddenKey = '{"event\\u0053ource":"dynamodb.amazonaws.com"}';
    expect(await originals(toFile(hidden, hiddenKey))).toEqual([hidden, hiddenKey]);
  });

  it('by all markers of a group', async () => {
    const matcher = { markerGroups: [['ScalableTarget', 'dynamodb']], accepts: () => true };
    const target = (namespace: string) =>
      `{"eventName":"RegisterScalableTarget","serviceNamespace":"${namespace}"}`;
    expect(await originals(toFile(target('ecs'), target('dynamodb'), OURS), matcher)).toEqual([
      target('dynamodb'),
    ]);
  });

  it('by any group', async () => {
    const matcher = { markerGroups: [['aaa', 'bbb'], ['ccc'], ['ddd']], accepts: () => true };
    const records = ['{"x":"ccc"}', '{"x":"bbb aaa"}', '{"x":"bbb"}', '{"x":"ddd ccc"}'];
    expect(await originals(toFile(...records), matcher)).toEqual([records[0], records[1], records[3]]);
  });

  it('one by one, if a marker is near the border of two records', async () => {
    const matcher = { markerGroups: [['dynamodb.amazonaws.com']], accepts: () => true };
    const filler = 'y'.repeat(64);
    for (let shift = 0; shift < 130; shift++) {
      const first = `{"a":"${'x'.repeat(shift)}"}`;
      const text = toFile(
        first,
        `{"${filler}":"dynamodb.amazonaws.com"}`,
        first,
        '{"b":"dynamodb.amazonaws.co"}',
      );
      expect((await readAll(text, { matcher })).records.map(({ index }) => index)).toEqual([1]);
    }
  });
});

describe('a record is rejected', () => {
  test.each([
    ['null', 'null'],
    ['a number', '7'],
    ['a string', '"dynamodb.amazonaws.com"'],
    ['a boolean', 'true'],
    ['an array', `[${OURS}]`],
  ])('when it is %s', async (name, element) => {
    const { records, summary } = await readAll(toFile(OURS, element, OURS));
    expect(records.map(({ index }) => index)).toEqual([0, 2]);
    expect(summary).toMatchObject({
      records: 3,
      otherServices: 0,
      rejected: [{ index: 1, reason: `A record must be an object, but is ${name}.` }],
      rejectedCount: 1,
    });
  });
});

describe('a file fails', () => {
  test.each([
    ['is empty', '', /empty/],
    ['holds only whitespace', ' \n', /the file ends, but expected "\{"/],
    ['is an empty object', '{}', /no "Records"/],
    ['has no Records', '{"records":[]}', /no "Records"/],
    ['has Records only deeper', '{"a":{"Records":[]}}', /no "Records"/],
    ['has null for Records', '{"Records":null}', /"Records" must be an array, but is null/],
    ['has an object for Records', '{"Records":{}}', /"Records" must be an array, but is an object/],
    ['has a string for Records', '{"Records":"[]"}', /"Records" must be an array, but is a string/],
    ['has two Records', '{"Records":[],"Records":[]}', /two "Records" keys/],
    ['has two Records, one escaped', '{"Records":[],"\\u0052ecords":[]}', /two "Records" keys/],
    ['is an array', `[${OURS}]`, /byte 0 is "\[", but expected "\{"/],
    ['is NDJSON', `${OURS}\n${OURS}`, /byte 63 is "\{", but expected the end of the file/],
    ['is two files in one', toFile(OURS) + toFile(OURS), /expected the end of the file/],
    ['is text', 'Access Denied', /byte 0 is "A"/],
    ['is XML', '<Error/>', /byte 0 is "<"/],
    ['ends in a record', toFile(OURS).slice(0, -10), /the file ends, but expected the end of a record/],
    ['ends after a record', toFile(OURS).slice(0, -2), /expected "," or "\]"/],
    ['ends after the records', toFile(OURS).slice(0, -1), /expected "," or "\}"/],
    ['ends in a key', '{"Rec', /the file ends, but expected the end of a key/],
    ['ends in a number', '{"a":12', /the file ends, but expected the end of a value/],
    ['has a comma too many', toFile(OURS, ''), /byte 75 is "\]", but expected a record/],
    ['has a comma too few', `{"Records":[${OURS}${OURS}]}`, /expected "," or "\]"/],
    ['has a comma before the first record', toFile('', OURS), /expected a record or "\]"/],
    ['has no value for a key', '{"a":,"Records":[]}', /expected a value/],
    ['has no key', '{:1}', /expected a key or "\}"/],
    ['has a comma after the last key', '{"Records":[],}', /expected a key/],
    ['has no colon', '{"Records" []}', /expected ":"/],
    ['has a key without quotes', '{Records:[]}', /expected a key or "\}"/],
    ['has a value that is none', '{"a":nul,"Records":[]}', /cannot parse a value: /],
    ['has an element that is none', toFile('undefined'), /cannot parse record 0: /],
    ['has a key that is none', '{"a\\x":1,"Records":[]}', /cannot parse a key: /],
    [
      'has a record of ours that is no JSON',
      toFile(OURS.replace('"eventName":', '"eventName"')),
      /cannot parse record 0: /,
    ],
    [
      'has anything but an object in braces',
      toFile(OURS, '{not json}'),
      /byte \d+ is "n", but expected a key or "\}"/,
    ],
    ['has a record that begins with a comma', toFile('{,}'), /byte \d+ is ",", but expected a key or "\}"/],
    [
      'has a record that ends with a comma',
      toFile(OTHER.replace('}', ' , }')),
      /byte \d+ is "\}", but expected a key/,
    ],
    ['has a record that ends without a value', toFile('{"a": }'), /byte \d+ is "\}", but expected a value/],
    [
      'has a record that ends in no value',
      toFile('{"a":oops }', OURS),
      /byte \d+ is "s", but expected the end of a value/,
    ],
    [
      'has brackets of the wrong kind in any record',
      toFile(OTHER.replace('}', ',"a":[}')),
      /expected the matching bracket/,
    ],
    ['has a byte order mark that is cut', '\xef\xbb{"Records":[]}', /byte 0 /],
  ])('when it %s', async (_, text, message) => {
    const refusal = { code: 'InvalidLogFile', message: expect.stringMatching(message) };
    const bytes = Buffer.from(text, text.startsWith('\xef') ? 'latin1' : 'utf8');
    for (const pieces of [1, 65_536]) {
      await expect(readAll(bytes, { pieces })).rejects.toMatchObject(refusal);
    }
    if (text !== '') await expect(readAll(gzipSync(bytes))).rejects.toMatchObject(refusal);
  });

  it('when a record is larger than any event can be', async () => {
    async function* endless() {
      yield Buffer.from('{"Records":[{"a":"');
      for (;;) yield Buffer.alloc(2 ** 20, 'a');
    }
    const reading = readLogFile(endless(), { matcher: dynamodbMatcher, onRecord: () => {} });
    await expect(reading).rejects.toMatchObject({
      code: 'InvalidLogFile',
      message: expect.stringMatching(/more than 2097152 bytes/),
    });
  });
});

/** As many as are surely handed over before the end of the file. */
const RECORDS_AT_ONCE = 64;

describe('onRecord', () => {
  const text = toFile(OURS, OTHER, OURS, OURS);

  it('may return a promise, which reading waits for', async () => {
    const log: string[] = [];
    const onRecord = async ({ index }: { index: number }) => {
      log.push(`start ${index}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
      log.push(`end ${index}`);
    };
    for (const content of [Buffer.from(text), gzipSync(text)]) {
      log.length = 0;
      await readLogFile(inPieces(content, 50), { matcher: dynamodbMatcher, onRecord });
      expect(log).toEqual(['start 0', 'end 0', 'start 2', 'end 2', 'start 3', 'end 3']);
    }
  });

  it('may keep the bytes of a record', async () => {
    const { records } = await readAll(toFile(...Array.from({ length: 5000 }, () => OURS)), { pieces: 100 });
    expect(new Set(records.map(({ original }) => Buffer.from(original).toString()))).toEqual(new Set([OURS]));
  });

  test.each([
    [
      'throws',
      () => {
        throw failure;
      },
    ],
    ['rejects', () => Promise.reject(failure)],
  ])('ends reading with its own error when it %s', async (_, onRecord) => {
    let release = false;
    const many = gzipSync(toFile(...Array.from({ length: RECORDS_AT_ONCE }, () => OURS)));
    async function* source() {
      try {
        for (;;) yield many;
      } finally {
        release = true;
      }
    }
    await expect(readLogFile(source(), { matcher: dynamodbMatcher, onRecord })).rejects.toBe(failure);
    expect(release).toBe(true);
  });
  const failure = new TypeError('the table is gone');

  it('has finished a record before another error is thrown', async () => {
    // More than is inflated at once, so that the source is read on while a record is taken.
    const ids = Array.from({ length: 5000 }, () => `{"id":"${randomBytes(60).toString('base64')}"}`);
    const ours = Array.from({ length: RECORDS_AT_ONCE }, () => OURS);
    const beginning = gzipSync(toFile(...ours, ...ids)).subarray(0, 300_000);
    expect(beginning).toHaveLength(300_000);
    const log: string[] = [];
    async function* source() {
      yield beginning;
      log.push('failed');
      throw failure;
    }
    const onRecord = async () => {
      await new Promise((resolve) => setTimeout(resolve, 2));
      log.push('taken');
    };
    await expect(readLogFile(source(), { matcher: dynamodbMatcher, onRecord })).rejects.toBe(failure);
    expect(log.filter((what) => what === 'taken')).toHaveLength(RECORDS_AT_ONCE);
    expect(log.at(-1)).toBe('taken');
  });

  it('does not hide an error of the source', async () => {
    const cut = new Error('connection reset');
    async function* source() {
      yield gzipSync(text).subarray(0, 20);
      throw cut;
    }
    await expect(readLogFile(source(), { matcher: dynamodbMatcher, onRecord: () => {} })).rejects.toBe(cut);
  });
});

it('may be handed over in one piece, however large', async () => {
  const longer = OTHER.replace('}', `,"requestID":"${'0'.repeat(50)}"}`);
  const text = toFile(OURS, `${longer},`.repeat(600_000) + OURS);
  expect(text.length).toBeGreaterThan(64 * 2 ** 20);
  const { records, summary } = await readAll(text, { pieces: text.length });
  expect(records.map(({ index }) => index)).toEqual([0, 600_001]);
  expect(summary.records).toBe(600_002);
});

describe('many files that are read concurrently', () => {
  it('do not disturb each other', async () => {
    const files = Array.from({ length: 100 }, (_, n) =>
      toFile(...Array.from({ length: n }, () => OURS), OTHER),
    );
    const counts = await Promise.all(files.map((text) => readAll(gzipSync(text), { pieces: 10 })));
    expect(counts.map(({ records }) => records.length)).toEqual(files.map((_, n) => n));
  });
});
