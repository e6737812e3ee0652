import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomFrom } from '../../bench/support/random';
import { AuditTrailError } from '../../src/errors';
import { CommitLog } from '../../src/local/folder/commit-log';
import { findDamage } from '../../src/local/folder/find-damage';
import { openLocalAudit } from '../../src/local/open-local-audit';
import type { AuditLog } from '../../src/query/audit-log';
import { toRecord } from '../support/audited';
import { campaignSize, reportCampaign } from '../support/campaigns';
import { openTestDatabase, writeDataFolder } from '../support/data-folders';
import { controlEvent, dataEvent, nextEventId } from '../support/events';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

const FLIPS = 200;
const random = randomFrom(13).next;
const folder = join(temporaryFolder(), 'audit');
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

const listFiles = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();

/** Changes one bit of the folder, and returns how to change it back. */
function flipBit(): { readonly path: string; readonly undo: () => void } {
  const files = listFiles();
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
  throw new Error('The folder is empty.');
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
}, timeoutFor(5));

test(
  `no answer is wrong or short without a word after one of ${campaignSize(FLIPS)} flipped bits`,
  async () => {
    const names = Object.keys(QUESTIONS);
    const answers = new Map<string, unknown>();
    for (const name of names) answers.set(name, await ask(QUESTIONS[name]!));
    let refused = 0;
    let asked = 0;
    for (let flip = 0; flip < campaignSize(FLIPS); flip++) {
      const { path, undo } = flipBit();
      for (const name of names) {
        asked += 1;
        const answer = await ask(QUESTIONS[name]!).catch(toRefusal);
        if (answer === REFUSED || saysDamaged(answer)) refused += 1;
        else expect({ name, path, answer }).toEqual({ name, path, answer: answers.get(name) });
      }
      const found = await findDamage(new CommitLog(folder)).catch((error: unknown) => [error]);
      const isMarker = path.endsWith('ddb-audit.json');
      if (!isMarker) expect(found).toEqual([expect.objectContaining({ code: 'DamagedFile' })]);
      undo();
    }
    expect(refused).toBeGreaterThan(0);
    reportCampaign(
      `${campaignSize(FLIPS)} flipped bits, ${asked} questions: ${refused} refused, no wrong or short answer`,
    );
  },
  timeoutFor(campaignSize(FLIPS) / 2),
);
