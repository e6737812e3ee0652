import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { campaignSize } from '../support/campaigns';
import { logFileParts, member, stringText, toText, value } from '../support/log-file-texts';
import { readAll } from '../support/log-files';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(campaignSize(120)));

const isObject = (parsed: unknown) => typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);

it('finds what JSON.parse of the whole file finds, in pieces of any size', async () => {
  await fc.assert(
    fc.asyncProperty(
      logFileParts,
      fc.integer({ min: 1, max: 300 }),
      fc.boolean(),
      async (made, pieces, compressed) => {
        const text = toText(made);
        const parsed = JSON.parse(text.replace('\uFEFF', '')).Records as Record<string, unknown>[];
        const kept = parsed
          .map((event, index) => ({ event, index }))
          .filter(({ event }) => isObject(event) && event.eventSource === 'dynamodb.amazonaws.com');

        const { records, summary } = await readAll(compressed ? gzipSync(text) : text, { pieces });

        expect(records.map(({ event, index }) => ({ event, index }))).toEqual(kept);
        expect(records.map(({ original }) => Buffer.from(original).toString())).toEqual(
          kept.map(({ index }) => made.elements[index]?.[1]),
        );
        expect(summary.rejected.map(({ index }) => index)).toEqual(
          parsed.flatMap((event, index) => (isObject(event) ? [] : [index])),
        );
        expect(summary.records).toBe(parsed.length);
        expect(summary.otherServices).toBe(parsed.length - kept.length - summary.rejectedCount);
      },
    ),
    { numRuns: campaignSize(10_000) },
  );
});

it('refuses every file that is truncated', async () => {
  await fc.assert(
    fc.asyncProperty(logFileParts, fc.nat(), fc.integer({ min: 1, max: 100 }), async (made, cut, pieces) => {
      const bytes = Buffer.from(toText(made).trimEnd());
      await expect(readAll(bytes.subarray(0, cut % bytes.length), { pieces })).rejects.toMatchObject({
        code: 'InvalidLogFile',
      });
    }),
    { numRuns: campaignSize(5_000) },
  );
});

it('refuses a file with a wrong byte anywhere if all records are parsed', async () => {
  const matcher = { markerGroups: [['MARK']], accepts: () => true };
  const marked = fc.array(member(stringText, value), { maxLength: 3 }).map((members) => {
    const parts = ['"a":"MARK"', ...members, '"z":"MARK"'];
    return `{${parts.join(',')}}`;
  });
  const bytes = fc
    .array(marked, { minLength: 1, maxLength: 4 })
    .map((records) => Buffer.from(`{"Records":[${records.join(',')}]}`));
  await fc.assert(
    fc.asyncProperty(
      bytes,
      fc.nat(),
      fc.constantFrom(...'{}[]",:\\ x0'),
      fc.nat(2),
      async (good, where, byte, how) => {
        const at = where % good.length;
        const wrong = Buffer.concat([
          good.subarray(0, at),
          Buffer.from(how === 0 ? '' : byte),
          good.subarray(at + (how === 1 ? 0 : 1)),
        ]);
        let parsed: { Records?: unknown } | undefined;
        try {
          parsed = JSON.parse(wrong.toString());
        } catch {
          // Not JSON.
        }
        const reading = readAll(wrong, { matcher, pieces: 50 });
        if (!parsed || !Array.isArray(parsed.Records)) {
          await expect(reading).rejects.toMatchObject({ code: 'InvalidLogFile' });
        } else {
          const { records } = await reading;
          for (const { index, event } of records) expect(event).toEqual(parsed.Records[index]);
        }
      },
    ),
    { numRuns: campaignSize(10_000) },
  );
});
