import type { AssureTask, ScheduledTask } from '../src/assure/assure-message';
import type { LatestCoverage } from '../src/assure/coverage/latest-coverage';
import { recordSources } from '../src/store/ledger/deployment';
import { addDays } from '../src/time';
import type { AssureParts } from './assure-parts';
import { expectOwnTrail, followTrails, noteUndigestedTrails } from './assure-trails';
import { findOverdueDigests } from './find-digests';
import { reconcile } from './reconcile';
import { lookIntoSource, startSources } from './source-tasks';

/**
 * Runs the work of a schedule. What is found to be verified is sent to the assurance queue; what does not fit into the
 * time of the invocation continues with a message.
 * @param messageId of the message or the invocation that asks for it
 * @throws AuditTrailError `ServiceFailed`. Lambda invokes again.
 */
export async function runTask(task: AssureTask, messageId: string, parts: AssureParts): Promise<void> {
  if (task.task === 'reconcile') await reconcile(task, messageId, parts);
  else if (task.task === 'source') await lookIntoSource(task, parts);
  else await runScheduled(task, parts);
}

async function runScheduled({ task, after = '' }: ScheduledTask, parts: AssureParts): Promise<void> {
  const { coverage, signal } = parts;
  let latest = await coverage.readLatest(undefined, signal);
  if (task === 'nightly') {
    await closeDays(latest, parts);
    await followTrails(true, latest, parts);
    await noteUndigestedTrails(latest, parts);
    await startSources(new Date().toISOString().slice(0, 10), parts);
    return;
  }
  if (after === '') await recordSources(parts.dynamodb, parts.ledgerTable, parts.access.sources, signal);
  if (after === '' && (await expectOwnTrail(latest, parts))) {
    latest = await coverage.readLatest(undefined, signal);
  }
  const known = await findOverdueDigests(after, latest, parts);
  // A new deployment, or an upgrade: nothing has announced a digest yet.
  if (known === 0) await startSources(undefined, parts);
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
