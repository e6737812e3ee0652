import { basename } from 'node:path';
import { createHttpApi } from '../../../src/http/api';
import { openLocalAudit } from '../../../src/local/open-local-audit';
import { ddbAudit } from '../../support/command-line';
import { controlEvent, logFile } from '../../support/events';
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
    // Nothing on one machine says what trails log.
    status: 'not-provable',
    deliveredUntil: '2026-03-14T01:30:00Z',
    places: { expected: 1, proven: 1, exceptions: [] },
    digests: 2,
    files: 4,
    logged: { status: 'unknown' },
    reasons: ['What trails log is not known: no trail has been read. A deployed audit reads them nightly.'],
  });
  expect((await search(local, '--output', 'ndjson')).stderr).toMatch(
    /^Nothing CloudTrail delivered until 2026-03-14 01:30 UTC is missing: 2 chained digests name 4 files, all ingested unchanged\.\nWhat trails log is not known/,
  );
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
