import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { randomFrom } from '../../bench/support/random';
import { AuditTrailError } from '../../src/errors';
import { CommitLog } from '../../src/local/folder/commit-log';
import { findDamage } from '../../src/local/folder/find-damage';
import { openLocalAudit } from '../../src/local/open-local-audit';
import type { AuditLog } from '../../src/query/audit-log';
import { toRecord } from '../support/audited';
import { campaignSize, reportCampaign, SEED } from '../support/campaigns';
import { openTestDatabase, writeDataFolder } from '../support/data-folders';
import { controlEvent, dataEvent, nextEventId } from '../support/events';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';
import { VerifiedFolders } from '../support/verified-folders';

const FLIPS = 200;
/** One of so many flips is in what a verification stored, which is a small part of the bytes. */
const COVERAGE_EVERY = 4;
const random = randomFrom(SEED + 13).next;
const parent = temporaryFolder();
const folder = join(parent, 'audit');
const eventId = nextEventId();
const ACCESS_KEY = String(toRecord(dataEvent()).accessKeyId);

async function collect<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const all: Value[] = [];
  for await (const value of values) all.push(value);
  return all;
}

/** Questions that read each kind of file, in different ways. */
const QUESTIONS: Readonly<Record<string, (log: AuditLog) => Promise<unknown>>> = {
  search: (log) => collect(log.search({})),
  'search by table': (log) => collect(log.search({ table: ['Music'] })),
  'search by access key': (log) => collect(log.search({ accessKey: [ACCESS_KEY] })),
  // With an end, because the coverage of an answer until now says until when.
  page: (log) => log.page({ until: '2026-04-01', order: 'asc' }, { limit: 7 }),
  coverage: (log) => log.coverage({ since: '2026-03-14T00:30:00Z', until: '2026-03-14T02:00:00Z' }),
  event: (log) => log.get(eventId),
  original: async (log) => (await log.original(eventId)).map((bytes) => Buffer.from(bytes).toString()),
  summary: (log) => log.summary({ since: '2026-03-01', until: '2026-04-01' }, { by: 'action' }),
  list: (log) => collect(log.list('principals')),
  all: async (log) => (await collect(log.all())).map((record) => JSON.stringify(record)).sort(),
};

async function ask(question: (log: AuditLog) => Promise<unknown>): Promise<unknown> {
  const { log, close } = await openLocalAudit(folder);
  try {
    return await question(log);
  } finally {
    close();
  }
}

const REFUSED = Symbol('the answer was refused');

function toRefusal(thrown: unknown): typeof REFUSED {
  if (!(thrown instanceof AuditTrailError)) throw thrown;
  expect(['DamagedFile', 'Configuration']).toContain(thrown.code);
  return REFUSED;
}

/** Whether a record says that the bytes of its event are damaged. */
const saysDamaged = (answer: unknown): boolean =>
  /"originalError":"[^"]*is damaged/.test(JSON.stringify(answer).replaceAll('\\"', "'"));

/** Whether an answer has records, but says that it does not know how complete they are. */
const saysUnread = (answer: unknown): answer is { coverage: { status: string }; notices: unknown } =>
  /Coverage could not be read: [^"]*is damaged/.test(JSON.stringify(answer).replaceAll('\\"', "'"));

const withoutCoverage = (answer: unknown) => ({
  ...(answer as object),
  coverage: undefined,
  notices: undefined,
});

const listFiles = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();

const isCoverage = (path: string): boolean => path.startsWith(join(folder, 'coverage') + sep);

/** Changes one bit of some files, and returns how to change it back. */
function flipBit(files: readonly string[]): { readonly path: string; readonly undo: () => void } {
  let at = Math.floor(random() * files.reduce((sum, path) => sum + statSync(path).size, 0));
  for (const path of files) {
    const bytes = readFileSync(path);
    if (at >= bytes.length) {
      at -= bytes.length;
      continue;
    }
    const changed = Buffer.from(bytes);
    changed[at]! ^= 1 << Math.floor(random() * 8);
    writeFileSync(path, changed);
    return { path, undo: () => writeFileSync(path, bytes) };
  }
  throw new Error('There are no files.');
}

beforeAll(async () => {
  const database = await openTestDatabase();
  const day = (n: number) => `2026-03-${String(n).padStart(2, '0')}T08:00:00Z`;
  const lists = [1, 2, 3, 4].map((n) => [
    ...Array.from({ length: 40 }, () => dataEvent({ eventTime: day(n) })),
    controlEvent({ eventTime: day(n), ...(n === 2 && { eventID: eventId }) }),
  ]);
  await writeDataFolder(database, folder, lists);
  database.close();
  const folders = new VerifiedFolders(parent);
  const chain = folders.chain().addHours(4);
  await folders.ingest(folder, chain.logFiles);
  const { exitCode, stderr } = await folders.verify(folders.copy(chain.objects), folder);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
}, timeoutFor(5));

test(
  `no answer is wrong or short without a word after one of ${campaignSize(FLIPS)} flipped bits`,
  async () => {
    const names = Object.keys(QUESTIONS);
    const answers = new Map<string, unknown>();
    for (const name of names) answers.set(name, await ask(QUESTIONS[name]!));
    expect(answers.get('coverage')).toMatchObject({ places: { expected: 1, proven: 1 } });
    let refused = 0;
    let unread = 0;
    let asked = 0;
    for (let flip = 0; flip < campaignSize(FLIPS); flip++) {
      const files = listFiles();
      const { path, undo } = flipBit(flip % COVERAGE_EVERY === 0 ? files.filter(isCoverage) : files);
      for (const name of names) {
        asked += 1;
        const answer = await ask(QUESTIONS[name]!).catch(toRefusal);
        if (answer === REFUSED || saysDamaged(answer)) refused += 1;
        else if (saysUnread(answer)) {
          unread += 1;
          expect(withoutCoverage(answer)).toEqual(withoutCoverage(answers.get(name)));
          expect(answer.coverage.status).not.toBe('proven');
        } else expect({ name, path, answer }).toEqual({ name, path, answer: answers.get(name) });
      }
      const found = await findDamage(new CommitLog(folder)).catch((error: unknown) => [error]);
      const isMarker = path.endsWith('ddb-audit.json');
      if (!isMarker) expect(found).toEqual([expect.objectContaining({ code: 'DamagedFile' })]);
      undo();
    }
    expect(refused).toBeGreaterThan(0);
    expect(unread).toBeGreaterThan(0);
    reportCampaign(
      `${campaignSize(FLIPS)} flipped bits, ${asked} questions: ${refused} refused, ` +
        `${unread} answered without coverage, no wrong or short answer`,
    );
  },
  timeoutFor(campaignSize(FLIPS) / 2),
);
