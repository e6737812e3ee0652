import type { AssureTask } from '../src/assure/assure-message';
import type { AssureParts } from './assure-parts';
import { expectOwnTrail, followTrails } from './assure-trails';
import { findOverdueDigests } from './find-digests';
import { findNewPlaces } from './find-places';

/**
 * Runs the work of a schedule. What is found to be verified is sent to the assurance queue; what does not fit into the
 * time of the invocation continues with a message.
 * @throws AuditTrailError `ServiceFailed`. Lambda invokes again.
 */
export async function runTask({ task, after = '' }: AssureTask, parts: AssureParts): Promise<void> {
  if (task === 'nightly') {
    if (after === '') {
      await closeDays(parts);
      await followTrails(true, parts);
    }
    await findNewPlaces(after, parts);
    return;
  }
  if (after === '') await expectOwnTrail(parts);
  const known = await findOverdueDigests(after, parts);
  // A new deployment, or an upgrade: nothing has announced a digest yet.
  if (known === 0) await findNewPlaces('', parts);
  if (after === '') await followTrails(false, parts);
}

const DAY_MS = 86_400_000;

/** Writes what is known of all places on the last two days, which are over. */
async function closeDays({ coverage, signal }: AssureParts): Promise<void> {
  const now = new Date();
  const latest = await coverage.readLatest(undefined, signal);
  for (const ago of [1, 2]) {
    const day = new Date(now.getTime() - ago * DAY_MS).toISOString().slice(0, 10);
    await coverage.writeAll(day, latest, now, signal);
  }
}
