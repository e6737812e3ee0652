/**
 * Reads gzip files that its argument describes and prints what each one contains, or its error. Tests run it in
 * a process of its own, with a small heap.
 */
import { readFileSync } from 'node:fs';
import { createGzip } from 'node:zlib';
import { fileEventReader } from '../../src/ingest/file-events';
import { readLogFile } from '../../src/trail/log-file';
import { readAnyShape } from '../../src/trail/shapes/read-any-shape';
import { dynamodbMatcher } from '../support/log-files';

/** A file that is small when compressed. */
export interface Bomb {
  readonly start: string;
  readonly repeated: string;
  readonly times: number;
  readonly end: string;
  /** Whether to read as ingest does, and not only as the reader of log files does. */
  readonly audit?: boolean;
  /** Whether to read events of any shape, and to add the largest memory of the process in MiB as `peak`. */
  readonly anyShape?: boolean;
}

const CHARACTERS_AT_ONCE = 2 ** 20;

async function* inflated({ start, repeated, times, end }: Bomb) {
  yield start;
  const atOnce = Math.ceil(CHARACTERS_AT_ONCE / repeated.length);
  const many = repeated.repeat(atOnce);
  for (let left = times; left > 0; left -= atOnce) yield left < atOnce ? repeated.repeat(left) : many;
  yield end;
}

async function* compressed(bomb: Bomb): AsyncGenerator<Uint8Array> {
  const gzip = createGzip({ level: 1 });
  const writing = (async () => {
    for await (const text of inflated(bomb)) {
      if (!gzip.write(text)) await new Promise((resolve) => gzip.once('drain', resolve));
    }
    gzip.end();
  })();
  yield* gzip;
  await writing;
}

async function read(bomb: Bomb): Promise<unknown> {
  if (bomb.anyShape) {
    const summary = await readAnyShape(compressed(bomb), { matcher: dynamodbMatcher, onRecord: () => {} });
    return { ...summary, peak: readPeakKib() / 1_024 };
  }
  if (!bomb.audit) {
    return readLogFile(compressed(bomb), { matcher: dynamodbMatcher, onRecord: () => {} });
  }
  const reader = fileEventReader({
    classify: {},
    exclusion: () => undefined,
    maximumInflatedBytes: 2 ** 30,
  });
  return reader.read(compressed(bomb), () => {});
}

async function main(): Promise<void> {
  const found: Record<string, unknown> = {};
  for (const [name, bomb] of Object.entries(JSON.parse(process.argv[2] ?? '{}') as Record<string, Bomb>)) {
    found[name] = await read(bomb).catch(({ code, message }: NodeJS.ErrnoException) => ({ code, message }));
  }
  process.stdout.write(JSON.stringify(found));
}

if (require.main === module) void main();

/** Linux counts in `maxRSS` what the parent had when it started the process, but not in `VmHWM`. */
function readPeakKib(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS;
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
}
