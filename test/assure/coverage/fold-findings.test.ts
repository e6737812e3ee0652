import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { checkByReading } from '../../../src/assure/check-file';
import { foldFindings } from '../../../src/assure/coverage/fold-findings';
import type { CoverageDay } from '../../../src/assure/coverage/known-coverage';
import type { Finding } from '../../../src/assure/finding';
import { type VerifyOptions, verifyTrails } from '../../../src/assure/verify-trails';
import { openTrailFolder } from '../../../src/local/trail/trail-folder';
import { changeFile, deleteObject, SignedChain, signingKey, writeObjects } from '../../support/digests';
import { temporaryFolder } from '../../support/temporary-folder';
import { toPublicKeys } from '../../support/verify-folder';

const KEY = signingKey();
const NOW = new Date('2026-03-14T06:10:00Z');
const parent = temporaryFolder();
let folders = 0;

function write(...chains: readonly SignedChain[]): string {
  folders += 1;
  const folder = join(parent, String(folders));
  mkdirSync(folder);
  for (const chain of chains) writeObjects(folder, chain.objects);
  return folder;
}

async function assess(folder: string, options: Partial<VerifyOptions> = {}): Promise<CoverageDay[]> {
  const source = await openTrailFolder(folder);
  const findings: Finding[] = [];
  const keys = toPublicKeys(KEY);
  const checkFile = checkByReading(source);
  for await (const finding of verifyTrails({ source, keys, checkFile, now: NOW, ...options })) {
    findings.push(finding);
  }
  return foldFindings(findings, { now: NOW });
}

/** Each span as `hour-hour state digests/files`. */
const spansOf = ([day]: readonly CoverageDay[]) =>
  day?.spans.map(
    ({ since, until, state, digests, files }) =>
      `${since.slice(11, 13)}-${until.slice(11, 13)} ${state} ${digests}/${files}`,
  );

const chainOf = (hours: number) => new SignedChain({ key: KEY }).addHours(hours);

it('names the trail, its place and its bucket', async () => {
  const [day] = await assess(write(chainOf(1)));
  expect(day).toEqual({
    accountId: '111122223333',
    region: 'us-east-1',
    day: '2026-03-14',
    trail: 'management-events@us-east-1',
    bucket: 'trail-logs',
    spans: [
      {
        ...{ since: '2026-03-14T00:00:48Z', until: '2026-03-14T01:00:48Z', state: 'proven' },
        ...{ digests: 1, files: 2, latenessSeconds: 72 },
      },
    ],
    exceptions: [],
    exceptionsOmitted: 0,
    latenessSeconds: 72,
    comparedWith: 'ledger',
    assessedAt: NOW.toISOString(),
  });
});

it('is proven where a chain is whole', async () => {
  expect(spansOf(await assess(write(chainOf(3))))).toEqual([
    '00-01 proven 1/2',
    '01-02 proven 1/2',
    '02-03 proven 1/2',
  ]);
});

it('is incomplete for the digest that names an altered file, and only there', async () => {
  const chain = chainOf(3);
  const folder = write(chain);
  changeFile(join(folder, chain.logFiles[2]!.key), (body) => gzipSync(`${gunzipSync(body)} `));
  const days = await assess(folder);
  expect(spansOf(days)).toEqual(['00-01 proven 1/2', '01-02 incomplete 1/2', '02-03 proven 1/2']);
  expect(days[0]!.exceptions).toEqual([
    {
      since: '2026-03-14T01:00:48Z',
      object: `s3://trail-logs/${chain.logFiles[2]!.key}`,
      state: 'incomplete',
      reason: "hash value doesn't match",
    },
  ]);
});

it('is pending where a digest within a chain is not there', async () => {
  const chain = chainOf(3);
  const folder = write(chain);
  deleteObject(folder, chain.digests[1]!);
  const days = await assess(folder);
  expect(spansOf(days)).toEqual(['00-01 proven 1/2', '01-02 pending 0/0', '02-03 proven 1/2']);
  expect(days[0]!.exceptions).toMatchObject([{ reason: 'not found' }]);
});
