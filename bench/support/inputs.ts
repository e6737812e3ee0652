import { once } from 'node:events';
import { createWriteStream, existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { createGzip, gzipSync } from 'node:zlib';
import { DATA_PLANE_MIX, type DataPlaneMix, dataCall } from './data-plane';
import { ACCOUNTS, REGIONS, writeEvent } from './envelope';
import { otherCall } from './other-services';
import { type Random, randomFrom } from './random';

/** Raise it when what is generated changes: files of another version are not used. */
const VERSION = 2;
const FOLDER = join(__dirname, '..', 'results', 'inputs');

/** Text of one record, of any service or of the data plane of DynamoDB. */
export function recordText(
  random: Random,
  index: number,
  ours: number,
  mix: DataPlaneMix = DATA_PLANE_MIX,
): string {
  const account = ACCOUNTS[0];
  const region = REGIONS[0];
  const call = random.chance(ours)
    ? dataCall(random, account, region, mix)
    : otherCall(random, account, region);
  return writeEvent(random, call, account, region, Math.floor(index / 200));
}

/** The records of one log file as text, with the brackets and commas around them. */
export function* logFileText(options: {
  seed: number;
  ours: number;
  records?: number;
  bytes?: number;
  mix?: DataPlaneMix;
}) {
  const random = randomFrom(options.seed);
  let left = (options.bytes ?? Number.POSITIVE_INFINITY) - 2;
  yield '{"Records":[';
  left -= 12;
  for (let index = 0; index < (options.records ?? Number.POSITIVE_INFINITY); index++) {
    const text = (index > 0 ? ',' : '') + recordText(random, index, options.ours, options.mix);
    if (text.length > left) {
      // Whitespace makes up the exact size.
      yield ' '.repeat(left);
      break;
    }
    left -= text.length;
    yield text;
  }
  yield ']}';
}

/** A gzip file of the bench, made where it is not there yet; returns its path. */
async function inputFile(
  name: string,
  options: { seed: number; ours: number; records?: number; bytes?: number; mix?: DataPlaneMix },
): Promise<string> {
  const file = join(FOLDER, `${name}-v${VERSION}.json.gz`);
  if (existsSync(file)) return file;
  mkdirSync(FOLDER, { recursive: true });
  const gzip = createGzip();
  const out = gzip.pipe(createWriteStream(`${file}.part`));
  let pending = '';
  for (const text of logFileText(options)) {
    pending += text;
    if (pending.length < 1 << 18) continue;
    if (!gzip.write(pending)) await once(gzip, 'drain');
    pending = '';
  }
  gzip.end(pending);
  await once(out, 'close');
  renameSync(`${file}.part`, file);
  return file;
}

/** The small files of input S, each gzip, in memory: median 5 records, a few of hundreds. */
export function smallFiles(count: number, seed = 5): Buffer[] {
  const random = randomFrom(seed);
  return Array.from({ length: count }, (_, file) => {
    // Log-normal: the median is e to the mean.
    const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
    const records = Math.min(Math.max(Math.round(5 * Math.exp(1.1 * normal)), 1), 500);
    return gzipSync([...logFileText({ seed: seed + file + 1, ours: 0.001, records })].join(''));
  });
}

/** The inputs of the benches; `quick` ones are the same but short. */
export const INPUTS = {
  /** 60,000 records of all services, 3 % of the data plane of DynamoDB. */
  M: (quick: boolean) =>
    quick
      ? inputFile('M-quick', { seed: 1, ours: 0.03, records: 3000 })
      : inputFile('M', { seed: 1, ours: 0.03, records: 60_000 }),
  /** A tenth of M, for growth. */
  'M/10': (quick: boolean) =>
    quick
      ? inputFile('M10-quick', { seed: 1, ours: 0.03, records: 300 })
      : inputFile('M10', { seed: 1, ours: 0.03, records: 6000 }),
  /** 60,000 records, all of the data plane of DynamoDB. */
  D: (quick: boolean) =>
    quick
      ? inputFile('D-quick', { seed: 2, ours: 1, records: 3000 })
      : inputFile('D', { seed: 2, ours: 1, records: 60_000 }),
  /** As M, with the share of DynamoDB that a real trail of management events had: 3 of 17,598 records. */
  R: (quick: boolean) =>
    quick
      ? inputFile('R-quick', { seed: 4, ours: 0.0002, records: 3000 })
      : inputFile('R', { seed: 4, ours: 0.0002, records: 60_000 }),
  /** As M, inflating to 1,000,000,000 bytes: about 600,000 records. */
  X: (quick: boolean) =>
    quick
      ? inputFile('X-quick', { seed: 3, ours: 0.03, bytes: 20_000_000 })
      : inputFile('X', { seed: 3, ours: 0.03, bytes: 1_000_000_000 }),
} as const;
export type InputName = keyof typeof INPUTS;
