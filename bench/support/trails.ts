import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { toSource } from './data-events';
import { recordText } from './inputs';
import { type Random, randomFrom } from './random';

/** Raise it when what is generated changes: trails of another version are made anew. */
const VERSION = 1;
const FOLDER = join(__dirname, '..', 'results', 'inputs');
const MINUTES_PER_DAY = 1_440;

/** A folder of log files. */
interface Trail {
  readonly files: number;
  /** Number of records of a file. */
  readonly records: (random: Random) => number;
  /** Share of DynamoDB's data events. */
  readonly ours: number;
  readonly days: number;
}

/** Log-normal: most files are small, a few hold most of the records. Median 5, mean 50. */
function fewRecords(random: Random): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  return Math.min(Math.max(Math.round(5 * Math.exp(2.15 * normal)), 1), 10_000);
}

/** The trails of the bench `local`. Quick ones have a twentieth of the files. */
export const TRAILS = {
  /** Small files of all services, about a million records, 3 % of DynamoDB. */
  A: { files: 20_000, records: fewRecords, ours: 0.03, days: 30 },
  /** 300,000 data events. */
  B: { files: 300, records: () => 1_000, ours: 1, days: 10 },
  /** A million data events over 50 days. */
  C: { files: 1_000, records: () => 1_000, ours: 1, days: 50 },
} as const satisfies Record<string, Trail>;
export type TrailName = keyof typeof TRAILS;

/** A trail as a folder of delivered log files, made where it is not there yet; returns its path. */
export function trailFolder(name: TrailName, quick: boolean): string {
  const trail: Trail = TRAILS[name];
  const files = quick ? trail.files / 20 : trail.files;
  const folder = join(FOLDER, `trail-${name}${quick ? '-quick' : ''}-v${VERSION}`);
  if (existsSync(folder)) return folder;
  const part = `${folder}.part`;
  rmSync(part, { recursive: true, force: true });
  const random = randomFrom(11);
  let index = 0;
  for (let file = 0; file < files; file++) {
    const minute = Math.floor((file / files) * trail.days * MINUTES_PER_DAY);
    const texts = Array.from({ length: trail.records(random) }, () =>
      // 200 records have the same minute.
      recordText(random, minute * 200 + (index++ % 200), trail.ours),
    );
    const time = new Date(Date.UTC(2026, 2, 1) + minute * 60_000).toISOString();
    const path = join(part, toSource(time, file).key);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, gzipSync(`{"Records":[${texts.join(',')}]}`));
  }
  renameSync(part, folder);
  return folder;
}
