import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { toDigest } from '../src/assure/aws/digest-place';
import { type KnownContent, mayBeIntact } from '../src/assure/check-file';
import { hasTurn } from '../src/assure/coverage/days-to-reconcile';
import type { CoverageDay, CoverageState } from '../src/assure/coverage/known-coverage';
import { findStaleRange } from '../src/assure/coverage/stale-range';
import { ledgerLookup } from '../src/assure/known-files';
import { deliversUndigested } from '../src/assure/trails/undigested-trails';
import { IngestedFiles } from '../src/store/ledger/ingested-files';
import { formatPlace, parseLocation } from '../src/trail/object-place';
import { storeAssessment } from './assure-digest';
import type { AssureParts } from './assure-parts';
import type { ReconciledTrail } from './reconciled-folder';
import { assess } from './take-digest';

/** What is said of files that no digest names. */
const UNNAMED: ReadonlySet<CoverageState> = new Set(['unreferenced', 'awaitingReference'] as const);

/**
 * Assesses the digests of past days again if what was wrong may be right by now: their log files were ingested more than
 * a day later, or a digest came late.
 * @returns whether anything was assessed
 * @throws AuditTrailError `ServiceFailed`, naming the missing permission if access is denied; the reason of the signal
 */
export async function settleAgain(
  { latest, days }: ReconciledTrail,
  night: string,
  parts: AssureParts,
): Promise<boolean> {
  let isSettled = false;
  for (const day of days) {
    if (day.day >= night) continue;
    const contents = await readContents(day, parts);
    const hasUndigestedTrail = deliversUndigested(await parts.undigestedTrails(), latest);
    const stale = findStaleRange(day, {
      maySeeDigests: hasTurn(night, day.day),
      mayHaveChanged: ({ object, reason, state }) =>
        UNNAMED.has(state) ? hasUndigestedTrail : mayBeIntact(reason, contents.get(object) ?? []),
    });
    const digest = stale && toDigest(latest, stale.until);
    if (!digest) continue;
    const assessed = await assess(digest, parts, stale);
    if (!assessed) continue;
    await storeAssessment(assessed, parts);
    parts.observer.count('daysAssessedAgain');
    isSettled = true;
  }
  return isSettled;
}

/** What the ledger has by now of the log files that a day names. */
async function readContents({ exceptions }: CoverageDay, { dynamodb, ledgerTable, signal }: AssureParts) {
  const ingested = new IngestedFiles(DynamoDBDocumentClient.from(dynamodb), ledgerTable, signal);
  const find = ledgerLookup({ read: ingested.read.bind(ingested), toLocation: formatPlace });
  const contents = new Map<string, readonly KnownContent[]>();
  for (const { object } of exceptions) contents.set(object, (await find(parseLocation(object))).contents);
  return contents;
}
