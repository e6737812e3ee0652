/**
 * Whether a record of a large file costs what one of a small file does: files of the same kind, from
 * 6,000 to 600,000 records, read, and taken the whole way. The sizes take turns, as contestants do.
 */
import { createReadStream } from 'node:fs';
import { auditedRecords } from '../src/audit/matcher';
import { readLogFile } from '../src/trail/log-file';
import { runBench } from './support/bench';
import type { Contestant } from './support/contestant';
import { ingestFunction } from './support/ingest-function';
import { INPUTS } from './support/inputs';

const SIZES = { '6,000 records': 'M/10', '60,000 records': 'M', '610,000 records': 'X' } as const;
type Size = keyof typeof SIZES;
const sizes = Object.keys(SIZES) as Size[];
const INPUT = 'CPU by size';
const READ_BYTES = 64 * 1024;

const read = async (file: string) => {
  const { records } = await readLogFile(createReadStream(file, { highWaterMark: READ_BYTES }), {
    matcher: auditedRecords,
    onRecord: () => {},
  });
  return { records };
};

/** The input of all contestants is a map of the files by size. */
const toFile = (size: Size, input: string): string => JSON.parse(input)[size];

const reading =
  (size: Size): Contestant =>
  async (input) =>
  () =>
    read(toFile(size, input));

const wholeWay =
  (size: Size): Contestant =>
  async (input) => {
    const file = toFile(size, input);
    const { records } = await read(file);
    const ingest = await ingestFunction(JSON.stringify({ file }));
    return async () => {
      await ingest();
      return { records };
    };
  };

const WAYS = { read: reading, 'whole way': wholeWay };
const ways = Object.keys(WAYS) as (keyof typeof WAYS)[];
const toName = (way: keyof typeof WAYS, size: Size) => `${way}, ${size}`;

void runBench({
  name: 'growth',
  file: __filename,
  contestants: Object.fromEntries(
    ways.flatMap((way) => sizes.map((size) => [toName(way, size), WAYS[way](size)])),
  ),
  pairs: ways.flatMap((way) => sizes.map((size) => ({ contestant: toName(way, size), input: INPUT }))),
  prepareInput: async (_input, quick) => {
    const files: Record<string, string> = {};
    for (const size of sizes) files[size] = await INPUTS[SIZES[size]](quick);
    return JSON.stringify(files);
  },
  details: ({ cpuMs, result }) =>
    `${((cpuMs * 1000) / (result as { records: number }).records).toFixed(2)} µs a record`,
  goals: (of) => {
    const perRecord = sizes.map((size) => {
      const measured = of(toName('read', size), INPUT);
      const { records } = (measured?.result ?? {}) as { records?: number };
      return (measured?.cpuMs ?? Number.NaN) / (records ?? Number.NaN);
    });
    return [
      {
        goal: 'read, 6,000 to 610,000 records: most / least CPU a record',
        value: Math.max(...perRecord) / Math.min(...perRecord),
        is: 'most',
        limit: 1.2,
      },
    ];
  },
});
