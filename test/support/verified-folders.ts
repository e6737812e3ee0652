import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CoverageQuery, KnownCoverage } from '../../src/assure/coverage/known-coverage';
import { openLocalAudit } from '../../src/local/open-local-audit';
import { ddbAudit } from './command-line';
import {
  type ChainOptions,
  SignedChain,
  savedKeys,
  signingKey,
  type TrailObject,
  writeObjects,
} from './digests';
import { controlEvent, logFile } from './events';

/** The two hours that `VerifiedFolders.chain` covers. */
export const HOURS = { since: '2026-03-14T00:00:48Z', until: '2026-03-14T02:00:48Z' };

/** Makes copies of buckets and data folders below a folder, with one signing key. */
export class VerifiedFolders {
  readonly #key = signingKey();
  #folders = 0;

  constructor(readonly parent: string) {
    writeFileSync(this.keys, savedKeys(this.#key));
  }

  /** The file of public keys. */
  get keys(): string {
    return join(this.parent, 'keys.json');
  }

  chain(options: Partial<ChainOptions> = {}, start?: string): SignedChain {
    const { account = 'one', region = '' } = options;
    const content = (number: number) =>
      logFile([controlEvent({ eventID: `event-${account}-${region}-${start}-${number}` })], { gzip: false });
    return new SignedChain({ key: this.#key, content, ...options }, start);
  }

  /** Ingests log files from a new folder. */
  async ingest(local: string, files: readonly TrailObject[]): Promise<void> {
    await ddbAudit(['ingest', this.copy(files), '--local', local, '--jobs', '1']);
  }

  /** A new folder with these objects. */
  copy(objects: readonly TrailObject[]): string {
    const folder = this.create('logs');
    mkdirSync(folder);
    writeObjects(folder, objects);
    return folder;
  }

  /** Path of a new folder. */
  create(name = 'data'): string {
    this.#folders += 1;
    return join(this.parent, `${name}-${this.#folders}`);
  }

  verify(logs: string, local: string, ...words: string[]) {
    return ddbAudit(['verify', logs, '--local', local, '--public-keys', this.keys, ...words]);
  }
}

/** What answers from a data folder cite. */
export async function readKnownCoverage(
  local: string,
  query: CoverageQuery = HOURS,
): Promise<KnownCoverage | undefined> {
  const { store, close } = await openLocalAudit(local);
  try {
    return await store.coverage(query);
  } finally {
    close();
  }
}
