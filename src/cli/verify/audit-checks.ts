import type { CheckFile } from '../../assure/check-file';
import type { AuditFinding, Finding } from '../../assure/finding';
import type { TrailSource } from '../../assure/trail-source';
import type { AuditStore } from '../../query/audit-store';
import { ENVIRONMENT } from '../../settings/environment';
import type { Io } from '../output/io';
import type { ComparedVerification } from '../output/verification';
import { connectToAws, toMissingFolder } from '../shell/connect';
import { usage, type VerifyCommandOptions } from './options';

/** How log files are compared. */
export interface Comparison {
  readonly checkFile: CheckFile;
  readonly comparedWith: ComparedVerification['comparedWith'];
  /** Files of the audit that are damaged. Nothing can be compared with them. */
  readonly damage: readonly AuditFinding[];
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
  inS3: boolean,
): Promise<Comparison> {
  const { local, tableName, ledgerTableName, read = false } = options;
  const namesTables = tableName !== undefined || ledgerTableName !== undefined;
  if (local !== undefined) {
    if (namesTables) throw usage('Specify either --local, or --table-name and --ledger-table-name.');
    return compareWithFolder(io, local, source, read);
  }
  const hasTables = namesTables || (inS3 && ENVIRONMENT_TABLES.every((name) => io.env[name]));
  return hasTables ? compareWithTables(io, options, source, read) : compareWithObjects(source);
}

const ENVIRONMENT_TABLES = [ENVIRONMENT.auditTableName, ENVIRONMENT.ledgerTableName];

/** Compares log files with what was ingested into tables in AWS. */
async function compareWithTables(
  io: Io,
  options: VerifyCommandOptions,
  source: TrailSource,
  alsoRead: boolean,
): Promise<Comparison> {
  const { formatPlace } = await import('../../trail/object-place');
  const connection = await connectToAws(io, options);
  const lookup = { toLocation: formatPlace, span: 'day' } as const;
  return {
    ...(await compareWithLedger(io, connection.store, source, alsoRead, lookup)),
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
 * @param alsoRead whether to read the log files again, too
 * @throws AuditTrailError as `openLocalAudit`
 */
async function compareWithFolder(
  io: Io,
  dir: string,
  source: TrailSource,
  alsoRead: boolean,
): Promise<Comparison> {
  const [{ checkDataFolder }, { openLocalAudit }, { localObjectKey }] = await Promise.all([
    import('../../local/check-folder'),
    import('../../local/open-local-audit'),
    import('../../trail/object-key'),
  ]);
  const damage = await checkDataFolder(dir).catch((error: unknown) => {
    throw toMissingFolder(error);
  });
  const audit = await openLocalAudit(dir);
  return {
    ...(await compareWithLedger(io, audit.store, source, alsoRead, {
      // A file that was ingested from a folder is known by its path from AWSLogs on.
      toLocation: ({ key }) => localObjectKey(key).key,
      span: 'month',
    })),
    damage: damage.map(({ message }) => ({
      ...({ kind: 'audit', state: 'damaged', object: dir } as const),
      reason: message,
    })),
    close: audit.close,
  };
}

/** Compares log files with what a store has ingested. */
async function compareWithLedger(
  { signal }: Io,
  store: AuditStore,
  source: TrailSource,
  alsoRead: boolean,
  lookup: { readonly toLocation: TrailSource['toLocation']; readonly span: 'day' | 'month' },
): Promise<Pick<Comparison, 'checkFile' | 'comparedWith'>> {
  const [{ checkByLedger, checkByReading, checkInTurn }, { knownFiles }] = await Promise.all([
    import('../../assure/check-file'),
    import('../../assure/known-files'),
  ]);
  const read = (range: Parameters<AuditStore['filesOf']>[0]) => store.filesOf(range, signal);
  const byLedger = checkByLedger(knownFiles({ read, ...lookup }, source.hasLogFile));
  return alsoRead
    ? { checkFile: checkInTurn(byLedger, checkByReading(source)), comparedWith: ['ledger', 'objects'] }
    : { checkFile: byLedger, comparedWith: ['ledger'] };
}

/** The damage of the audit, or, without any, what a verification finds. */
export async function* afterDamage(
  { damage }: Comparison,
  findings: AsyncIterable<Finding>,
): AsyncGenerator<Finding> {
  yield* damage;
  if (damage.length === 0) yield* findings;
}
