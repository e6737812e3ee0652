/**
 * Verifying a copy of a bucket: digests, signatures and the hash of every log file, which is read, or taken from the
 * ledger of a data folder. The limit is what no verification
 * can do without: reading each log file, inflating and hashing it. AWS CLI 1.45 needs 1.6 to 1.7 ms of processor time
 * for a log file of this size, as measured against a stand-in for S3 on the machine of the other numbers.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { checkByLedger, checkByReading } from '../src/assure/check-file';
import { knownFiles } from '../src/assure/known-files';
import { parsePublicKeys, savedPublicKeys } from '../src/assure/public-keys';
import { collectVerification } from '../src/assure/verification';
import { verifyTrails } from '../src/assure/verify-trails';
import { ingestFiles } from '../src/local/ingest/ingest-files';
import { openLocalAudit } from '../src/local/open-local-audit';
import { openTrailFolder } from '../src/local/trail/trail-folder';
import { runBench } from './support/bench';
import type { Contestant } from './support/contestant';
import { trailFolder } from './support/trail-folder';

const LIMIT = 'read + gunzip + SHA-256 (the limit)';
const OURS = 'dynamodb-audit-trail';
const FROM_LEDGER = 'dynamodb-audit-trail, from the ledger';
const INPUT = '20,000 log files, 400 digests';
/** Of AWS CLI 1.45. */
const CLI_FILES_PER_CPU_SECOND = 640;

interface Verified {
  readonly files: number;
}

const contestants: Record<string, Contestant> = {
  [LIMIT]: async (folder) => {
    const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (path) => path.includes('_CloudTrail_') && path.endsWith('.json.gz'),
    );
    return async (): Promise<Verified> => {
      for (const path of paths) {
        createHash('sha256')
          .update(gunzipSync(readFileSync(join(folder, path))))
          .digest('hex');
      }
      return { files: paths.length };
    };
  },

  [OURS]: async (folder) => {
    const keys = savedPublicKeys(parsePublicKeys(readFileSync(join(folder, 'keys.json'), 'utf8')));
    return async (): Promise<Verified> => {
      const source = await openTrailFolder(folder);
      const checkFile = checkByReading(source);
      const options = { source, keys, checkFile, now: new Date() };
      const { status, files } = await collectVerification(verifyTrails(options));
      if (status !== 'proven') throw new Error(`The folder is ${status}.`);
      return { files: files.intact };
    };
  },

  [FROM_LEDGER]: async (folder) => {
    const keys = savedPublicKeys(parsePublicKeys(readFileSync(join(folder, 'keys.json'), 'utf8')));
    return async (): Promise<Verified> => {
      const source = await openTrailFolder(folder);
      const { store, close } = await openLocalAudit(toAudit(folder));
      const toLocation = source.toLocation;
      const known = knownFiles({ read: store.filesOf, toLocation }, source.hasLogFile);
      const options = { source, keys, checkFile: checkByLedger(known), now: new Date() };
      const { status, files } = await collectVerification(verifyTrails(options));
      close();
      if (status !== 'proven') throw new Error(`The folder is ${status}.`);
      return { files: files.intact };
    };
  },
};

const toAudit = (folder: string): string => `${folder}-audit`;

/** Ingests the log files of a folder, unless that was done before. */
async function ingestOnce(folder: string): Promise<string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.includes('_CloudTrail_') && path.endsWith('.json.gz'))
    .map((path) => ({ path: join(folder, path), name: join(folder, path) }));
  await ingestFiles(toAudit(folder), { files });
  return folder;
}

void runBench({
  name: 'assure',
  file: __filename,
  contestants,
  prepareInput: async (_, quick) => ingestOnce(trailFolder(quick ? 20 : 400, 50)),
  pairs: Object.keys(contestants).map((contestant) => ({ contestant, input: INPUT })),
  details: ({ cpuMs, result }) =>
    `${Math.round(((result as Verified).files / cpuMs) * 1_000).toLocaleString('en-US')} files per CPU second`,
  goals(of) {
    const ours = of(OURS, INPUT);
    const fromLedger = of(FROM_LEDGER, INPUT);
    const files = (ours?.result as Verified | undefined)?.files ?? Number.NaN;
    const filesPerCpuSecond = (files / (ours?.cpuMs ?? Number.NaN)) * 1_000;
    return [
      {
        goal: 'files per CPU second / AWS CLI',
        value: filesPerCpuSecond / CLI_FILES_PER_CPU_SECOND,
        is: 'least',
        limit: 5,
      },
      { goal: 'peak MB', value: ours?.peakRssMB ?? Number.NaN, is: 'most', limit: 200 },
      {
        goal: 'seconds, from the ledger',
        value: (fromLedger?.wallMs ?? Number.NaN) / 1_000,
        is: 'most',
        limit: 10,
      },
      {
        goal: 'peak MB, from the ledger',
        value: fromLedger?.peakRssMB ?? Number.NaN,
        is: 'most',
        limit: 200,
      },
    ];
  },
});
