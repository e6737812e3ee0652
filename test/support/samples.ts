import { join } from 'node:path';
import { ddbAudit } from './command-line';

export const SAMPLES = join(__dirname, '../../samples');

/** Ingests and verifies the samples in a new data folder, as `npm start` does. */
export async function ingestSamples(local: string): Promise<void> {
  await ddbAudit(['ingest', SAMPLES, '--local', local]);
  await ddbAudit(['verify', SAMPLES, '--public-keys', join(SAMPLES, 'public-keys.json'), '--local', local]);
}
