import { setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { readLogFile, readWholeLogFile } from '../../src/trail/log-file';
import type { LogFileRecord, LogFileSummary, RecordMatcher } from '../../src/trail/log-file-record';
import { campaignSize } from '../support/campaigns';
import { dataEvent, logFile } from '../support/events';
import { logFileParts, toText } from '../support/log-file-texts';
import { dynamodbMatcher, inPieces } from '../support/log-files';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(campaignSize(200)));

interface Options {
  readonly matcher?: RecordMatcher;
  readonly maximumInflatedBytes?: number;
  /** Whether the receiver of the records takes its time. */
  readonly waits?: boolean;
}

type Read = (
  options: Parameters<typeof readLogFile>[1],
) => ReturnType<typeof readWholeLogFile> | Promise<LogFileSummary>;

/** Everything that a reader answers: the records before an error, too. */
async function answerOf(read: Read, { waits, ...options }: Options) {
  const records: string[] = [];
  const onRecord = ({ original, ...record }: LogFileRecord) => {
    records.push(JSON.stringify({ ...record, original: Buffer.from(original).toString('latin1') }));
    return waits ? setImmediate() : undefined;
  };
  try {
    return { records, summary: await read({ matcher: dynamodbMatcher, ...options, onRecord }) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { records, code, message };
  }
}

/** Reads a file whole and in pieces, expects the same of both, and returns it. */
async function readBothWays(file: Uint8Array, pieces = 1000, options: Options = {}) {
  const whole = await answerOf((given) => readWholeLogFile(file, given), options);
  const streamed = await answerOf((given) => readLogFile(inPieces(file, pieces), given), options);
  expect(whole).toEqual(streamed);
  return whole;
}

/** A file that does not compress well, of about so many bytes. */
const largeFile = (bytes: number) => {
  const random = fc.sample(fc.string({ minLength: 1_000, maxLength: 1_000 }), {
    numRuns: bytes / 1_000,
    seed: 1,
  });
  return Buffer.from(
    JSON.stringify({
      Records: random.map((note) => dataEvent({ requestParameters: { tableName: 'Music', note } })),
    }),
  );
};

describe('a log file that is in memory', () => {
  it('is read before the call returns', () => {
    const events = [dataEvent(), dataEvent({ eventSource: 's3.amazonaws.com' })];
    const kept: LogFileRecord[] = [];
    const onRecord = (record: LogFileRecord) => void kept.push(record);
    const summary = readWholeLogFile(logFile(events), { matcher: dynamodbMatcher, onRecord });
    expect(summary).toMatchObject({ records: 2, otherServices: 1, gzipMembers: 1 });
    expect(kept.map(({ event }) => event)).toEqual([events[0]]);
  });

  it('that is not compressed is read before the call returns', () => {
    const file = Buffer.from(JSON.stringify({ Records: [dataEvent()] }));
    const summary = readWholeLogFile(file, { matcher: dynamodbMatcher, onRecord: () => {} });
    expect(summary).toMatchObject({ records: 1, gzipMembers: 0, compressedBytes: file.length });
  });

  it('waits for the receiver of its records', async () => {
    const file = logFile(Array.from({ length: 200 }, () => dataEvent()));
    const { records } = await readBothWays(file, 1000, { waits: true });
    expect(records).toHaveLength(200);
  });

  it('fails with what the receiver throws, and reads the next file all the same', async () => {
    const file = logFile([dataEvent()]);
    const onRecord = () => {
      throw new Error('refused');
    };
    expect(() => readWholeLogFile(file, { matcher: dynamodbMatcher, onRecord })).toThrow('refused');
    const later = async () => {
      throw new Error('refused later');
    };
    await expect(readWholeLogFile(file, { matcher: dynamodbMatcher, onRecord: later })).rejects.toThrow(
      'refused later',
    );
    expect(await readBothWays(file)).toMatchObject({ summary: { records: 1 } });
  });

  it('may inflate to its limit, and not beyond', async () => {
    const content = JSON.stringify({ Records: [dataEvent()] });
    const file = gzipSync(content);
    const read = (maximumInflatedBytes: number) => readBothWays(file, 1000, { maximumInflatedBytes });
    expect(await read(content.length)).toMatchObject({ summary: { records: 1 } });
    expect(await read(content.length - 1)).toMatchObject({ code: 'InvalidLogFile' });
  });

  const large = largeFile(400_000);
  const long = JSON.stringify({ Records: [dataEvent({ note: 'x'.repeat(4 * 2 ** 20) })] });
  it.each<[string, Uint8Array]>([
    ['is large', large],
    ['is large, and compressed', gzipSync(large)],
    ['is large, and does not compress', gzipSync(large, { level: 0 })],
    [
      'is too large to be inflated at once',
      gzipSync(Buffer.concat([large, Buffer.alloc(17 * 2 ** 20, ' ')])),
    ],
    ['has a value that is too long', gzipSync(long)],
  ])('has the same records and errors if it %s, or is cut then', async (_, file) => {
    for (const cut of [0, 1, 4, 8, 9, file.length >> 1]) {
      await readBothWays(file.subarray(0, file.length - cut), 100_000);
    }
  });
});

describe('a hostile file answers the same, read whole and in pieces:', () => {
  const texts = logFileParts.map((parts) => Buffer.from(toText(parts)));
  const splits = fc.array(fc.nat(), { maxLength: 3 });
  const pieceSize = fc.integer({ min: 1, max: 3_000 });
  const level = fc.constantFrom(0, 1, 9);

  /** The text in several gzip members, split anywhere, also within a character. */
  const toMembers = (text: Buffer, at: readonly number[], compression: number) => {
    const ends = [...at.map((end) => end % (text.length + 1)).sort((a, b) => a - b), text.length];
    const members = ends.map((end, index) => text.subarray(ends[index - 1] ?? 0, end));
    return Buffer.concat(members.map((member) => gzipSync(member, { level: compression })));
  };

  it.each<[string, fc.Arbitrary<Buffer>]>([
    ['not compressed', texts],
    ['in one member', texts.map((text) => gzipSync(text))],
    ['in several members', fc.tuple(texts, splits, level).map((made) => toMembers(...made))],
    [
      'several documents in members',
      fc
        .array(texts, { minLength: 2, maxLength: 3 })
        .map((many) => Buffer.concat(many.map((text) => gzipSync(text)))),
    ],
    [
      'padded, or followed by something else',
      fc
        .tuple(texts, fc.array(fc.constantFrom(0, 0, 0, 0x1f, 0x20), { maxLength: 20 }))
        .map(([text, rest]) => Buffer.concat([gzipSync(text), Buffer.from(rest)])),
    ],
    [
      'cut anywhere',
      fc.tuple(texts, splits, level, fc.nat()).map(([text, at, compression, length]) => {
        const file = toMembers(text, at.slice(1), compression);
        return file.subarray(0, length % (file.length + 1));
      }),
    ],
    [
      'with wrong bits',
      fc
        .tuple(texts, level, fc.array(fc.tuple(fc.nat(), fc.nat(7)), { minLength: 1, maxLength: 3 }))
        .map(([text, compression, flips]) => {
          const file = gzipSync(text, { level: compression });
          for (const [at, bit] of flips) file[at % file.length]! ^= 1 << bit;
          return file;
        }),
    ],
    [
      'with a wrong byte in its text',
      fc.tuple(texts, fc.nat(), fc.nat(255)).map(([text, at, byte]) => {
        text[at % text.length] = byte;
        return gzipSync(text);
      }),
    ],
    ['any bytes', fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes))],
    [
      'any content',
      fc
        .uint8Array({ maxLength: 100 })
        .map((bytes) => gzipSync(Buffer.concat([Buffer.from('{"Records":['), bytes]))),
    ],
  ])('%s', async (_, files) => {
    await fc.assert(
      fc.asyncProperty(files, pieceSize, fc.boolean(), async (file, pieces, waits) => {
        await readBothWays(file, pieces, { waits });
      }),
      { numRuns: campaignSize(2_000) },
    );
  });

  it('large and damaged', async () => {
    const file = gzipSync(largeFile(400_000));
    expect(file.length).toBeGreaterThan(200_000);
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), fc.nat(7), fc.boolean(), async (at, bit, cut) => {
        const wrong = Buffer.from(cut ? file.subarray(0, at) : file);
        if (!cut) wrong[at]! ^= 1 << bit;
        await readBothWays(wrong, 65_536);
      }),
      { numRuns: campaignSize(600) },
    );
  });
});
