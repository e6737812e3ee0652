import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  type ArrivedDigest,
  type Assessment,
  assessPlace,
  type KnownTrail,
  planAssessment,
} from '../src/assure/assess-place';
import { digestPlace, toLogFolder, toTrailFolder } from '../src/assure/aws/digest-place';
import { checkByLedger } from '../src/assure/check-file';
import { foldFindings } from '../src/assure/coverage/fold-findings';
import { type CoverageDay, NO_TRAIL } from '../src/assure/coverage/known-coverage';
import { findUnsettledSince, type LatestCoverage } from '../src/assure/coverage/latest-coverage';
import { overlaps, toSpanDays } from '../src/assure/coverage/spans';
import type { TimeRange } from '../src/assure/covered-time';
import { knownFiles } from '../src/assure/known-files';
import type { PublicKeys } from '../src/assure/public-keys';
import type { TrailSource } from '../src/assure/trail-source';
import { deliversUndigested, type UndigestedTrail } from '../src/assure/trails/undigested-trails';
import { formatTrail, type TrailFinding } from '../src/assure/verify-chain';
import type { CoverageLedger } from '../src/store/ledger/coverage-ledger';
import { IngestedFiles } from '../src/store/ledger/ingested-files';
import { formatPlace } from '../src/trail/object-place';
import type { SourceAccess } from './source-access';

/** What assessing a digest needs. */
export interface AssessParts {
  readonly dynamodb: DynamoDBClient;
  readonly ledgerTable: string;
  readonly coverage: CoverageLedger;
  readonly access: SourceAccess;
  readonly keys: PublicKeys;
  /** Trails without digests that are known. */
  readonly undigestedTrails: () => Promise<readonly UndigestedTrail[]>;
  readonly signal: AbortSignal;
}

/** A digest that was assessed, with everything that it let us verify. */
export interface AssessedDigest extends Assessment {
  readonly digest: ArrivedDigest;
  /** The days of the trail, as they are to be stored. */
  readonly days: readonly CoverageDay[];
  /** Days with log files of a trail without digests that delivers there, too. */
  readonly undigestedDays: readonly CoverageDay[];
  /** What was known of the trail before; undefined if this is its first digest. */
  readonly before: KnownTrail | undefined;
  /** The days as they were stored before. */
  readonly daysBefore: readonly CoverageDay[];
}

/**
 * Assesses what a digest lets us verify. `storeAssessment` stores it.
 * @param range what to assess instead, of the trail and place of the digest
 * @throws AuditTrailError `ServiceFailed`, naming the missing permission if access is denied; the reason of the signal
 */
export async function assessDigest(
  digest: ArrivedDigest,
  parts: AssessParts,
  range?: TimeRange,
): Promise<AssessedDigest> {
  const { coverage, signal } = parts;
  const { accountId, region } = digest;
  const trail = formatTrail(digest);
  const folder = toTrailFolder(digest);
  const now = new Date();
  const latest = (await coverage.readLatest(accountId, signal)).filter((known) => known.region === region);
  const before = toKnownTrail(
    latest.find((known) => known.trail === trail),
    now,
  );
  const hasOthers = latest.some((known) => known.trail !== trail && known.folder === folder);
  const scope = range ? { ...range, isAlone: false } : planAssessment(digest, before, hasOthers);
  const { first, last } = toSpanDays({ since: scope.since ?? digest.endTime, until: scope.until });
  const stored = await coverage.readDays({ accountId, region }, { first, last }, signal);
  const place = { accountId, region, folder };
  const hasUndigestedTrail = deliversUndigested(await parts.undigestedTrails(), place);
  const assessment = await assessPlace(digest, scope, {
    ...connectPlace(digest, scope.isAlone, parts),
    ...{ keys: parts.keys, now, hasUndigestedTrail },
  });
  const { findings, range: assessed } = assessment;
  const found = foldFindings(findings, { range: assessed, now, hasUndigestedTrail });
  const days = found.filter((day) => day.trail === trail);
  const undigestedDays = hasUndigestedTrail ? found.filter((day) => day.trail === NO_TRAIL) : [];
  const daysBefore = stored.filter((day) => day.trail === trail);
  return { ...assessment, digest, days, undigestedDays, before, daysBefore };
}

/**
 * Stores what was assessed, so that answers can cite it.
 * @throws AuditTrailError `ServiceFailed`; the reason of the signal
 */
export async function storeAssessment(
  { digest, range, days, undigestedDays }: AssessedDigest,
  { coverage, signal }: AssessParts,
): Promise<void> {
  const { accountId, region } = digest;
  const place = { accountId, region, folder: toTrailFolder(digest) };
  if (undigestedDays.length > 0) {
    await coverage.record({ ...place, trail: NO_TRAIL, range, days: undigestedDays }, signal);
  }
  await coverage.record({ ...place, trail: formatTrail(digest), range, days }, signal);
}

/** Whether a digest was valid before, so that whoever assessed it looked at its files. */
export const wasKnown = ({ daysBefore }: AssessedDigest, covers: TimeRange): boolean =>
  daysBefore.some(({ spans }) => spans.some((span) => span.digests > 0 && overlaps(span, covers)));

const toKnownTrail = (latest: LatestCoverage | undefined, now: Date): KnownTrail | undefined =>
  latest?.lastDigest === undefined
    ? undefined
    : { end: latest.lastDigest, settledUntil: findUnsettledSince(latest, now) };

function connectPlace(digest: ArrivedDigest, isAlone: boolean, parts: AssessParts) {
  const { access, dynamodb, ledgerTable, signal } = parts;
  const ingested = new IngestedFiles(DynamoDBDocumentClient.from(dynamodb), ledgerTable, signal);
  const source = digestPlace(access.toClient(digest.bucket), digest, {
    mayRead: access.mayRead,
    isAlone,
    listLogFiles: (_place, days) => listIngested(digest, ingested, days),
  });
  const read = ingested.read.bind(ingested);
  const known = knownFiles({ read, toLocation: formatPlace }, source.hasLogFile);
  return { source, checkFile: checkByLedger(known) };
}

/** The log files that were ingested from the folder beside that of a digest, each once. */
async function* listIngested(
  { bucket, key, accountId, region }: ArrivedDigest,
  ingested: IngestedFiles,
  { since = '', until = '' }: Parameters<TrailSource['listLogFiles']>[1] & object = {},
) {
  const folder = toLogFolder(key);
  if (folder === undefined) return;
  const listed = new Set<string>();
  const days = { since: since.slice(0, 10), until: until.slice(0, 10) };
  for await (const file of ingested.read({ bucket, accountId, region, ...days })) {
    if (listed.has(file.key) || !file.key.startsWith(folder)) continue;
    listed.add(file.key);
    yield { bucket, key: file.key };
  }
}

/** Findings that were not known before: of digests that arrived since, or with another state than before. */
export function findNews({ findings, before, daysBefore }: AssessedDigest): readonly TrailFinding[] {
  const known = new Set(
    daysBefore.flatMap(({ exceptions }) => exceptions.map(({ object, reason }) => `${object}\n${reason}`)),
  );
  return findings.filter(({ object, reason, kind, ...finding }) => {
    if (reason !== undefined) return !known.has(`${object}\n${reason}`);
    const covers = 'covers' in finding ? finding.covers : undefined;
    return before === undefined || covers === undefined || covers.until > before.end;
  });
}
