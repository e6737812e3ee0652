import type { CheckFile } from '../../assure/check-file';
import type { RecordComparison } from '../../assure/compare-records';
import type { AuditFinding, Finding } from '../../assure/finding';
import type { TrailSource } from '../../assure/trail-source';
import type { SavedTrail } from '../../assure/trails/saved-trail';
import type { TrailChange } from '../../assure/trails/trail-changes';
import type { CoverageRecorder } from '../../local/coverage/coverage-recorder';
import type { AuditLog } from '../../query/audit-log';
import type { FileRange } from '../../query/known-files';
import type { Io } from '../output/io';
import type { ComparedVerification } from '../output/verification';
import { type Connection, connectToAws, toMissingFolder } from '../shell/connect';
import { hasTableOptions, namesTables, type Scope, usage, type VerifyCommandOptions } from './options';
import { readSavedTrails } from './saved-trails';

/** How log files are compared. */
export interface Comparison {
  readonly checkFile: CheckFile;
  readonly comparedWith: ComparedVerification['comparedWith'];
  /** Files of the audit that are damaged. Nothing can be compared with them. */
  readonly damage: readonly AuditFinding[];
  /** Files with what earlier verifications found that are damaged. They are replaced. */
  readonly damagedCoverage?: readonly AuditFinding[];
  /** Set if records are compared, too. */
  readonly records?: RecordComparison;
  /** Set if what is found is stored. */
  readonly recorder?: CoverageRecorder;
  readonly close: () => void;
}

/**
 * Decides with what log files are compared: the audit that the options name, or the log files themselves.
 * @param inS3 whether the log files are in S3: then the environment may name the audit, too
 * @throws AuditTrailError as opening the audit does
 */
export async function openComparison(
  io: Io,
  options: VerifyCommandOptions,
  source: TrailSource,
  scope: Scope,
  inS3: boolean,
  now: Date,
): Promise<Comparison> {
  const { local, records = false, eventSelectors = [] } = options;
  // Whose events are compared is read anyway.
  const asked = { io, source, scope, now, read: options.read === true || records, records };
  if (local !== undefined) {
    if (hasTableOptions(options))
      throw usage('Specify only one of --local, --stack, and --table-name with --ledger-table-name.');
    return compareWithFolder(local, asked, await readSavedTrails(eventSelectors));
  }
  if (eventSelectors.length > 0)
    throw usage('--event-selectors needs a data folder. Specify --local DIR, too.');
  const hasTables = inS3 ? namesTables(io, options) : hasTableOptions(options);
  if (hasTables) return compareWithTables(options, asked);
  if (records) {
    throw usage(
      '--records needs an audit. Specify --local DIR, --stack NAME, or --table-name and --ledger-table-name.',
    );
  }
  return compareWithObjects(source);
}

/** What to compare with an audit. */
interface Asked {
  readonly io: Io;
  readonly source: TrailSource;
  readonly scope: Scope;
  /** Time of the verification. */
  readonly now: Date;
  /** Whether to read the log files again, too. */
  readonly read: boolean;
  /** Whether to compare records, too. */
  readonly records: boolean;
}

/** Compares log files with what was ingested into tables in AWS. */
async function compareWithTables(options: VerifyCommandOptions, asked: Asked): Promise<Comparison> {
  const { formatPlace } = await import('../../trail/object-place');
  const connection = await connectToAws(asked.io, options);
  return {
    ...(await compareWithLedger(connection, asked, formatPlace)),
    damage: [],
    close: connection.close,
  };
}

/** Compares log files by reading them again. */
async function compareWithObjects(source: TrailSource): Promise<Comparison> {
  const { checkByReading } = await import('../../assure/check-file');
  return { checkFile: checkByReading(source), comparedWith: ['objects'], damage: [], close: () => {} };
}

/**
 * Compares log files with what a data folder has ingested, after checking the folder itself.
 * @throws AuditTrailError as `openLocalAudit`
 */
async function compareWithFolder(
  dir: string,
  asked: Asked,
  saved: readonly SavedTrail[],
): Promise<Comparison> {
  const [{ checkDataFolder }, { CoverageRecorder }, { openLocalAudit }, { localObjectKey }] =
    await Promise.all([
      import('../../local/check-folder'),
      import('../../local/coverage/coverage-recorder'),
      import('../../local/open-local-audit'),
      import('../../trail/object-key'),
    ]);
  const damage = await checkDataFolder(dir).catch((error: unknown) => {
    throw toMissingFolder(error);
  });
  const toFinding = ({ message }: Error): AuditFinding => ({
    ...({ kind: 'audit', state: 'damaged', object: dir } as const),
    reason: message,
  });
  const audit = await openLocalAudit(dir);
  // A file that was ingested from a folder is known by its path from AWSLogs on.
  const comparison = await compareWithLedger(audit, asked, ({ key }) => localObjectKey(key).key);
  const { scope, now, read } = asked;
  const comparedWith = read ? 'ledgerAndObjects' : 'ledger';
  const isKnown = saved.length > 0 && damage.audit.length === 0;
  const changes = isKnown ? await readTrailChanges(audit.log, asked.io.signal) : [];
  const recorder = new CoverageRecorder(
    dir,
    { range: scope, now, comparedWith },
    damage.coverage.length > 0,
    { saved, changes },
  );
  return {
    ...comparison,
    checkFile: recorder.noting(comparison.checkFile),
    recorder,
    damage: damage.audit.map(toFinding),
    damagedCoverage: damage.coverage.map(toFinding),
    close: audit.close,
  };
}

/** The calls in the audit that changed trails, in order. */
async function readTrailChanges(log: AuditLog, signal: AbortSignal): Promise<readonly TrailChange[]> {
  const [{ findTrailChanges }, { toTrailChanges }] = await Promise.all([
    import('../../query/find-trail-changes'),
    import('../../assure/trails/trail-changes'),
  ]);
  return toTrailChanges(await findTrailChanges(log, undefined, { signal }));
}

/** Compares log files with what a store has ingested. */
async function compareWithLedger(
  { store, tables }: Pick<Connection, 'store' | 'tables'>,
  { io, source, scope, read, records }: Asked,
  toLocation: TrailSource['toLocation'],
): Promise<Pick<Comparison, 'checkFile' | 'comparedWith' | 'records'>> {
  const [{ checkByLedger, checkByReading, checkInTurn }, { knownFiles }] = await Promise.all([
    import('../../assure/check-file'),
    import('../../assure/known-files'),
  ]);
  const { signal } = io;
  const readLedger = (range: FileRange) => store.filesOf(range, signal);
  const byReading = checkByReading(source);
  const byLedger = checkByLedger(knownFiles({ read: readLedger, toLocation }, source.hasLogFile), byReading);
  if (!read) return { checkFile: byLedger, comparedWith: ['ledger'] };
  const checkFile = checkInTurn(byLedger, byReading);
  const comparedWith = ['ledger', 'objects'] as const;
  if (!records) return { checkFile, comparedWith };
  const [{ recordComparison }, { summaryReader }, { scanEntries }] = await Promise.all([
    import('./record-checks'),
    import('./file-summary'),
    import('../../store/ledger/scan-entries'),
  ]);
  const activity = tables && {
    openSummary: summaryReader(tables.client, tables.ledgerTableName, signal),
    readEntries: () => scanEntries(tables.client, tables.ledgerTableName, signal),
  };
  const comparison = recordComparison(store, source, scope, { toLocation, activity, signal });
  return { checkFile: comparison.noting(checkFile), comparedWith, records: comparison };
}

/** What a verification finds: the damage of the audit or, without any, everything else. */
export async function* allFindings(
  { damage, damagedCoverage = [], records, recorder }: Comparison,
  findings: AsyncIterable<Finding>,
): AsyncGenerator<Finding> {
  yield* damage;
  yield* damagedCoverage;
  if (damage.length > 0) return;
  for await (const finding of findings) {
    recorder?.add(finding);
    yield finding;
  }
  if (records) yield* records.findDifferences();
}
