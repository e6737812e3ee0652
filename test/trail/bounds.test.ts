import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { auditedRecords } from '../../src/audit/matcher';
import { dynamodbMatcher, readAll } from '../support/log-files';
import { timeoutFor } from '../support/timeout';
import type { Bomb } from './read-bomb';

jest.setTimeout(timeoutFor(12));

const run = promisify(execFile);
const toKeys = <Key extends string>(value: Readonly<Record<Key, unknown>>) => Object.keys(value) as Key[];

const OURS = '{"eventSource":"dynamodb.amazonaws.com","eventName":"GetItem"}';
const LARGE_BYTES = 100_000_000;

const TOO_MANY_RECORDS = {
  'ten million numbers': { start: '{"Records":[', repeated: '0,', times: 10_000_000, end: '0]}' },
  'ten million empty records': { start: '{"Records":[', repeated: '{},', times: 10_000_000, end: '{}]}' },
  'two million records with odd escapes': {
    start: '{"Records":[',
    repeated: '{"\\u0041":1},',
    times: 2_000_000,
    end: '{}]}',
  },
};

const large = (start: string, repeated: string, end: string): Bomb => ({
  start,
  repeated,
  times: LARGE_BYTES / repeated.length,
  end,
});
const TOO_LARGE_VALUES = {
  'a record of empty lists': large('{"Records":[{"a":[', '[],', '0]}]}'),
  'an element of empty objects': large('{"Records":[[', '{},', '0]]}'),
  'a value of numbers': large('{"a":[', '0,', '0]}'),
  'a key': large('{"', 'aa', '":1}'),
  'nothing but brackets': large('{"Records":[', '[', ']}'),
};

const MANY_REJECTED = {
  numbers: { start: '{"Records":[', repeated: '0,', times: 900_000, end: '{}]}' },
  'records of ours': {
    start: '{"Records":[',
    repeated: `${OURS},`,
    times: 300_000,
    end: '{}]}',
    audit: true,
  },
};

const LARGE_VALUE = { 'a large value': { ...large('{"a":[', '{},', '0],"Records":[]}'), times: 500_000 } };

const BOMBS = { ...TOO_MANY_RECORDS, ...TOO_LARGE_VALUES, ...MANY_REJECTED, ...LARGE_VALUE };

/** What a process with a heap of 128 MB makes of all bombs. */
async function readBombs(native: 'on' | 'off'): Promise<Record<keyof typeof BOMBS, object>> {
  const program = ['--require', 'tsx/cjs', join(__dirname, 'read-bomb.ts'), JSON.stringify(BOMBS)];
  const { stdout } = await run(process.execPath, ['--max-old-space-size=128', ...program], {
    env: { ...process.env, AUDIT_NATIVE: native },
    cwd: join(__dirname, '../..'),
  });
  return JSON.parse(stdout);
}

describe.each(['on', 'off'] as const)(
  'a small file that inflates to much, with AUDIT_NATIVE=%s',
  (native) => {
    let found: Record<keyof typeof BOMBS, object>;
    beforeAll(async () => {
      found = await readBombs(native);
    });

    it.each(toKeys(TOO_MANY_RECORDS))('is refused where it has %s', (name) => {
      expect(found[name]).toEqual({
        code: 'InvalidLogFile',
        message: expect.stringMatching(/^The file has more than 1000000 records\./),
      });
    });

    it.each(toKeys(TOO_LARGE_VALUES))('is refused where it has %s of 100 MB', (name) => {
      expect(found[name]).toEqual({
        code: 'InvalidLogFile',
        message: "A single value has more than 2097152 bytes. CloudTrail's events have at most 256 KB.",
      });
    });

    it('is read where its largest value is just small enough', () => {
      expect(found['a large value']).toMatchObject({ records: 0 });
    });

    it('is read with the count of all rejected elements, and the first 100 of them', () => {
      expect(found.numbers).toMatchObject({ records: 900_001, otherServices: 1, rejectedCount: 900_000 });
      expect(found.numbers).toHaveProperty('rejected.length', 100);
    });

    it('is read with the count of all rejected events, and the first 100 of them', () => {
      const counts = { read: 300_001, otherServices: 1, rejected: 300_000 };
      expect(found['records of ours']).toMatchObject({ counts });
      expect(found['records of ours']).toHaveProperty('rejected.length', 100);
    });
  },
);

describe('a file of several gzip members', () => {
  const document = `{"Records":[${OURS}]}`;

  it('is read where together they are one document', async () => {
    const members = [document.slice(0, 30), document.slice(30), ' \n', ''].map((part) => gzipSync(part));
    const { summary } = await readAll(Buffer.concat(members));
    expect(summary).toMatchObject({ records: 1, gzipMembers: 4 });
  });

  it.each([
    ['an empty member', gzipSync(''), { gzipMembers: 2, paddingBytes: 0 }],
    ['zeros', Buffer.alloc(512), { gzipMembers: 1, paddingBytes: 512 }],
    ['both', Buffer.concat([gzipSync(''), Buffer.alloc(3)]), { gzipMembers: 2, paddingBytes: 3 }],
  ])('tells that %s was appended, though the hash is that of the intact file', async (_, appended, ended) => {
    const intact = gzipSync(document);
    const { summary } = await readAll(Buffer.concat([intact, appended]));
    const { sha256 } = (await readAll(intact)).summary;
    expect(summary).toMatchObject({ records: 1, sha256, ...ended });
  });

  it.each([
    ['the second', [document, document], 'Gzip member 2 has content after the JSON document.'],
    ['a later one', [document, ' ', '', document], 'Gzip member 4 has content after the JSON document.'],
    [
      'the third',
      [document.slice(0, 30), document.slice(30), '{}'],
      'Gzip member 3 has content after the JSON document.',
    ],
  ])('is refused where %s has another document, with the cause', async (_, parts, message) => {
    const file = Buffer.concat(parts.map((part) => gzipSync(part)));
    const ways = [10, file.length].flatMap((pieces) =>
      // The longer a marker is, the later the end of a record is found.
      [dynamodbMatcher, auditedRecords].map((matcher) => ({ pieces, matcher })),
    );
    for (const way of ways) {
      await expect(readAll(file, way)).rejects.toMatchObject({
        code: 'InvalidLogFile',
        message: `${message} A log file must be one JSON document; store each document in a file of its own.`,
      });
    }
  });
});
