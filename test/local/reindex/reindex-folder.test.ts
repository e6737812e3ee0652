import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MEANING_VERSION } from '../../../src/audit/meaning-version';
import { CommitLog } from '../../../src/local/folder/commit-log';
import { findDamage } from '../../../src/local/folder/find-damage';
import { ddbAudit, type RunOptions } from '../../support/command-line';
import { readDataFolder } from '../../support/data-folder';
import { controlEvent, dataEvent, logFile } from '../../support/events';
import { logFileKey } from '../../support/ledger-entries';
import { setMeaningVersion } from '../../support/older-segments';
import { temporaryFolder } from '../../support/temporary-folder';

/** As a version that knew no risk and took every event for one on another table. */
const OLDER = {
  riskLevel: 'NULL::VARCHAR',
  riskRules: 'NULL::VARCHAR[]',
  resources: "['arn:aws:dynamodb:us-east-1:111122223333:table/Stale']",
};

describe('ddb-audit reindex --local', () => {
  const parent = temporaryFolder();
  let folders = 0;
  let dir: string;
  const events = [controlEvent({ eventName: 'DeleteTable' }), dataEvent(), controlEvent()];

  beforeEach(async () => {
    folders += 1;
    dir = join(parent, `data-${folders}`);
    const logs = join(parent, `logs-${folders}`);
    const path = join(logs, logFileKey('111122223333', 'us-east-1', '20260314T0930Z'));
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, logFile(events));
    expect((await ddbAudit(['ingest', logs, '--local', dir])).exitCode).toBe(0);
    // The originals are in the data folder.
    rmSync(logs, { recursive: true });
  });

  const run = (words: readonly string[] = [], options: RunOptions = {}) =>
    ddbAudit(['reindex', '--local', dir, ...words], options);
  const search = async () =>
    (await ddbAudit(['search', '--local', dir, '--output', 'ndjson', '--limit', 'all'])).stdout;
  const versions = async () => (await readDataFolder(dir)).rows.map(({ meaningVersion }) => meaningVersion);

  it('gives all records the meaning of this version, without the log files', async () => {
    const [answer, content] = [await search(), await readDataFolder(dir)];
    await setMeaningVersion(dir, MEANING_VERSION - 1, OLDER);
    expect(await search()).not.toBe(answer);

    const { exitCode, stdout, stderr } = await run();

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'done',
      meaningVersion: MEANING_VERSION,
      ...{ events: 3, changed: 3, left: 0 },
      kinds: { risk: expect.any(Number), resources: 3 },
    });
    expect(await search()).toBe(answer);
    const after = await readDataFolder(dir);
    expect({ rows: after.rows, files: after.files }).toEqual({ rows: content.rows, files: content.files });
    await expect(findDamage(new CommitLog(dir))).resolves.toEqual([]);
  });

  it('only shows what would change in a dry run', async () => {
    await setMeaningVersion(dir, MEANING_VERSION - 1, OLDER);
    const before = await search();
    const { stdout } = await run(['--dry-run'], { columns: 120 });
    expect(stdout).toMatch(/^To change: {3}3 records$/m);
    expect(stdout).toMatch(/^ {4}risk: none -> \w+ \(ddb-delete-table/m);
    expect(stdout).toMatch(/Nothing was changed\.\n$/);
    expect(await search()).toBe(before);
  });

  it('reads nothing if all records have the meaning of this version', async () => {
    const { stdout } = await run([], { columns: 120 });
    expect(stdout).toBe(
      `All records have meaning version ${MEANING_VERSION}, that of this ddb-audit.\nDone.\n`,
    );
  });

  it('keeps records that cannot be read again as they are', async () => {
    const [{ eventID }] = events as [{ eventID?: unknown }];
    await setMeaningVersion(dir, MEANING_VERSION - 1, {
      contentHash: `CASE WHEN eventId = '${eventID}' THEN 'another' ELSE contentHash END`,
    });
    const { exitCode, stdout } = await run();
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'left',
      left: 1,
      leftExamples: [{ eventId: eventID, reason: 'The original belongs to another event.' }],
    });
    expect((await versions()).sort()).toEqual([MEANING_VERSION - 1, MEANING_VERSION, MEANING_VERSION]);
  });

  it('goes on when it was interrupted', async () => {
    await setMeaningVersion(dir, MEANING_VERSION - 1, OLDER);
    const interrupted = new AbortController();
    interrupted.abort();
    const { exitCode, stderr } = await run([], { signal: interrupted.signal });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 130,
      stderr: 'Interrupted. Run the same command again to go on.\n',
    });
    expect((await run()).exitCode).toBe(0);
    expect(new Set(await versions())).toEqual(new Set([MEANING_VERSION]));
  });

  it('leaves records of a newer version to that version', async () => {
    await setMeaningVersion(dir, MEANING_VERSION + 1);
    const { exitCode, stderr } = await run();
    expect({ exitCode, stderr }).toEqual({
      exitCode: 253,
      stderr: expect.stringContaining(`has records of meaning version ${MEANING_VERSION + 1}`),
    });
  });

  it('refuses options that do not apply', async () => {
    expect(await run(['--since', '30d'])).toMatchObject({
      exitCode: 252,
      stderr: expect.stringContaining('--local cannot be combined with --since'),
    });
  });
});
