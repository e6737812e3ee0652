import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createHttpApi } from '../../../src/http/api';
import { openLocalAudit } from '../../../src/local/open-local-audit';
import { ddbAudit, parseLines } from '../../support/command-line';
import { controlEvent, logFile } from '../../support/events';
import { guardEvent } from '../../support/guard-events';
import { temporaryFolder } from '../../support/temporary-folder';
import { HOURS, VerifiedFolders } from '../../support/verified-folders';

const folders = new VerifiedFolders(temporaryFolder());
const chain = folders.chain().addHours(2);
/** Half an hour later, the last digest ends. */
const ASKED = ['--since', HOURS.since, '--until', '2026-03-14T01:30:00Z'];

async function verified(): Promise<string> {
  const local = folders.create();
  await folders.ingest(local, chain.logFiles);
  expect((await folders.verify(folders.copy(chain.objects), local)).exitCode).toBe(0);
  return local;
}

const search = (local: string, ...flags: string[]) =>
  ddbAudit(['search', '--local', local, ...ASKED, ...flags]);

it('an answer from a data folder cites what was verified', async () => {
  const local = await verified();
  const { stdout } = await search(local, '--output', 'json');
  expect(JSON.parse(stdout).coverage).toMatchObject({
    // Nobody has said what the trail logs.
    status: 'not-provable',
    deliveredUntil: '2026-03-14T01:30:00Z',
    places: { expected: 1, proven: 1, exceptions: [] },
    digests: 2,
    files: 4,
    logged: { status: 'unknown' },
    reasons: [
      'What trails log is not known: no trail has been read. A deployed audit reads them nightly; for a data folder, use verify with --event-selectors.',
    ],
  });
  expect((await search(local, '--output', 'ndjson')).stderr).toMatch(
    /^Nothing CloudTrail delivered until 2026-03-14 01:30 UTC is missing: 2 chained digests name 4 files, all ingested unchanged\.\nWhat trails log is not known/,
  );
});

describe('with --event-selectors', () => {
  const selectors = join(folders.parent, 'selectors.json');
  writeFileSync(
    selectors,
    JSON.stringify({
      TrailARN: 'arn:aws:cloudtrail:us-east-1:111122223333:trail/management-events',
      AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] }],
    }),
  );
  const SAVED = ['--event-selectors', selectors];
  const ask = async (local: string, ...flags: string[]) =>
    JSON.parse((await search(local, '--output', 'json', ...flags)).stdout).coverage;

  it('an answer about what the trail logs is proven, and no other', async () => {
    const local = folders.create();
    await folders.ingest(local, chain.logFiles);
    const ran = await folders.verify(folders.copy(chain.objects), local, ...SAVED);
    expect({ exitCode: ran.exitCode, stderr: ran.stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(await ask(local, '--action', 'DeleteTable')).toMatchObject({
      status: 'proven',
      logged: { status: 'logged' },
      reasons: [],
    });
    expect(await ask(local, '--action', 'GetItem')).toMatchObject({
      status: 'not-provable',
      logged: { status: 'off' },
    });
    // A later verification without the file keeps what was stored.
    await folders.verify(folders.copy(chain.objects), local);
    expect(await ask(local, '--action', 'DeleteTable')).toMatchObject({ status: 'proven' });
  });

  it('an answer about the time before the trail was changed is not', async () => {
    const change = guardEvent(
      'cloudtrail',
      'PutEventSelectors',
      { trailName: 'management-events' },
      { eventTime: '2026-03-14T01:00:00Z', awsRegion: 'us-east-1' },
    );
    const changed = folders
      .chain({
        content: (number) =>
          logFile([number === 2 ? change : controlEvent({ eventID: `changed-${number}` })], { gzip: false }),
      })
      .addHours(2);
    const local = folders.create();
    await folders.ingest(local, changed.logFiles);
    await folders.verify(folders.copy(changed.objects), local, ...SAVED);
    const about = ['--action', 'DeleteTable'];
    expect(await ask(local, ...about)).toMatchObject({
      status: 'not-provable',
      logged: { status: 'unknown' },
    });
    expect(await ask(local, ...about, '--since', '2026-03-14T01:00:00Z')).toMatchObject({ status: 'proven' });
  });

  it('says why the file is not used', async () => {
    const elsewhere = folders.chain({ region: 'eu-west-1', homeRegion: 'us-east-1' }).addHours(1);
    const local = folders.create();
    await folders.ingest(local, elsewhere.logFiles);
    const { exitCode, stderr } = await folders.verify(folders.copy(elsewhere.objects), local, ...SAVED);
    expect(stderr).toMatch(
      /^When \S+ logged what its event selectors say is not known: nothing is proven of it in account/,
    );
    expect(exitCode).toBe(0);
  });

  it.each([
    [
      'a file that is not there',
      ['--event-selectors', 'nowhere.json'],
      /^ddb-audit: Cannot read nowhere\.json: /,
    ],
    [
      'another file',
      ['--event-selectors', folders.keys],
      /Cannot use the event selectors in .*get-event-selectors/,
    ],
  ])('refuses %s', async (_, words, message) => {
    const local = await verified();
    const { exitCode, stderr } = await folders.verify(folders.copy(chain.objects), local, ...words);
    expect({ exitCode, stderr }).toEqual({ exitCode: 252, stderr: expect.stringMatching(message) });
  });

  it('needs a data folder', async () => {
    const words = ['verify', folders.copy(chain.objects), '--public-keys', folders.keys, ...SAVED];
    const { exitCode, stderr } = await ddbAudit(words);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 252,
      stderr: 'ddb-audit: --event-selectors needs a data folder. Specify --local DIR, too.\n',
    });
  });
});

it('files --status unreferenced lists what no digest names, if digests were verified', async () => {
  const forged = {
    ...chain.logFiles[0]!,
    key: chain.logFiles[0]!.key.replace(/[^_]+$/, 'Forged0000000000.json.gz'),
    body: logFile([controlEvent({ eventID: 'forged' })]),
  };
  const local = folders.create();
  await folders.ingest(local, [...chain.logFiles, forged]);
  const list = () => ddbAudit(['files', '--local', local, '--status', 'unreferenced', '--output', 'ndjson']);
  expect(await list()).toMatchObject({
    stdout: '',
    stderr: expect.stringContaining('because no digest of this time was verified'),
  });
  await folders.verify(folders.copy([...chain.objects, forged]), local);
  const ran = await list();
  expect(parseLines(ran)).toMatchObject([{ key: forged.key, status: 'done', unreferenced: true }]);
  expect(ran.stderr).not.toContain('because no digest of this time was verified');
});

it('an answer says that something was altered after that, over HTTP, too', async () => {
  const local = await verified();
  const { bucket, key } = chain.logFiles[0]!;
  await folders.ingest(local, [{ bucket, key, body: logFile([controlEvent({ eventID: 'altered' })]) }]);
  const { log, close } = await openLocalAudit(local);
  const parameters = new URLSearchParams({ since: HOURS.since, until: '2026-03-14T01:30:00Z' });
  const response = await createHttpApi(log).request(`/events?${parameters}`);
  close();
  expect(await response.json()).toMatchObject({
    coverage: { status: 'incomplete', places: { expected: 1, proven: 0 } },
  });
  const { stderr } = await search(local);
  expect(stderr).toMatch(
    /^Incomplete: A log file is missing, changed or .* use ddb-audit verify TRAIL --since /m,
  );
  // Keys are too long for a line.
  expect(stderr).toContain(basename(key));
  expect(stderr).not.toContain(key);
});
