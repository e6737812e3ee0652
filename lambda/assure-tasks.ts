import type { AssureTask } from '../src/assure/assure-message';
import type { LatestCoverage } from '../src/assure/coverage/latest-coverage';
import { addDays } from '../src/assure/covered-time';
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
  const { coverage, signal } = parts;
  let latest = await coverage.readLatest(undefined, signal);
  if (task === 'nightly') {
    if (after === '') {
      await closeDays(latest, parts);
      await followTrails(true, latest, parts);
    }
    await findNewPlaces(after, latest, parts);
    return;
  }
  if (after === '' && (await expectOwnTrail(latest, parts))) {
    latest = await coverage.readLatest(undefined, signal);
  }
  const known = await findOverdueDigests(after, latest, parts);
  // A new deployment, or an upgrade: nothing has announced a digest yet.
  if (known === 0) await findNewPlaces('', latest, parts);
  if (after === '') await followTrails(false, latest, parts);
}

/** Writes what is known of all places on the last two days, which are over. */
async function closeDays(
  latest: readonly LatestCoverage[],
  { coverage, signal }: AssureParts,
): Promise<void> {
  const now = new Date();
  for (const ago of [1, 2]) {
    const day = addDays(now.toISOString(), -ago);
    await coverage.writeAll(day, latest, now, signal);
  }
}
