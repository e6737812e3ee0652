import { createTrailReader } from '../src/assure/aws/read-trail';
import type { LatestCoverage } from '../src/assure/coverage/latest-coverage';
import { findExpectedPlace } from '../src/assure/trails/expected-place';
import { recordOwnTrail } from '../src/assure/trails/own-trail';
import { refreshTrails } from '../src/assure/trails/refresh-trails';
import { findUndigestedTrails } from '../src/assure/trails/undigested-trails';
import { createAuditLog } from '../src/query/dynamodb/create-audit-log';
import { findTrailChanges } from '../src/query/find-trail-changes';
import type { AssureParts } from './assure-parts';

/** Folders of the trail of an organization have its id. */
const ORGANIZATION_FOLDER = /AWSLogs\/o-[a-z0-9]+\/$/;

/**
 * Notes that digests of the deployment's own trail are expected, before the first one arrives.
 * @param latest what is known now, of all places
 * @returns whether anything was noted
 * @throws AuditTrailError `ServiceFailed` of the ledger
 */
export async function expectOwnTrail(
  latest: readonly LatestCoverage[],
  { trails: { own }, coverage, signal }: AssureParts,
): Promise<boolean> {
  const place = own && findExpectedPlace(own, latest, new Date());
  if (!place) return false;
  await coverage.record(place, signal);
  return true;
}

/**
 * Notes which trails deliver log files without digests, so that these are not called forged.
 * @param latest what is known now, of all places
 * @throws AuditTrailError `ServiceFailed` of the ledger. A Region that cannot be asked is logged.
 */
export async function noteUndigestedTrails(
  latest: readonly LatestCoverage[],
  { trails: { histories, client, accountId }, observer, signal }: AssureParts,
): Promise<void> {
  const regions = new Set(latest.map(({ region }) => region));
  const reader = createTrailReader(client, accountId, process.env.AWS_ENDPOINT_URL_CLOUDTRAIL);
  const { trails, failures } = await findUndigestedTrails(reader, regions);
  observer.onTrailFailures(failures);
  // A trail that could not be listed delivers as before.
  const before = failures.length > 0 ? await histories.readUndigested(signal) : [];
  const kept = before.filter(({ trailArn }) => !trails.some((trail) => trail.trailArn === trailArn));
  await histories.noteUndigested([...trails, ...kept], signal);
}

/**
 * Notes what trails log: those that are new or were changed, or all.
 * @param latest what is known now, of all places: trails that deliver
 * @throws AuditTrailError `ServiceFailed` of the ledger. A trail that cannot be asked is logged, and asked again.
 */
export async function followTrails(
  isAll: boolean,
  latest: readonly LatestCoverage[],
  parts: AssureParts,
): Promise<void> {
  const { histories, own, ownTraffic, client, accountId, tables } = parts.trails;
  const now = new Date();
  if (own) await recordOwnTrail(histories, { ...own, ...(ownTraffic && { ownTraffic }) }, now);
  const report = await refreshTrails({
    ...{ histories, isAll, now },
    reader: createTrailReader(client, accountId, process.env.AWS_ENDPOINT_URL_CLOUDTRAIL),
    findChanges: (since) => findTrailChanges(createAuditLog(tables), since, { signal: parts.signal }),
    delivering: latest
      .filter(({ trail }) => trail.includes('@'))
      .map((known) => ({
        trail: known.trail,
        accountId: known.accountId,
        isOrganizationTrail: ORGANIZATION_FOLDER.test(known.folder),
      })),
    ownTraffic,
  });
  parts.observer.count('trailsAsked', report.asked);
  parts.observer.onTrailFailures(report.failures);
}
