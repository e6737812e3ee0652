import { join } from 'node:path';
import { ddbAudit } from './command-line';

export const SAMPLES = join(__dirname, '../../samples');

/**
 * Ingests and verifies a trail in a new data folder, as `npm run demo` and `npm start` do.
 * @param trail a copy of its bucket, and its public keys
 */
export async function ingestTrail(local: string, trail = SAMPLES): Promise<void> {
  await ddbAudit(['ingest', trail, '--local', local]);
  await ddbAudit(['verify', trail, '--public-keys', join(trail, 'public-keys.json'), '--local', local]);
}
