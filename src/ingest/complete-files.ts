import { AuditTrailError, toMessage } from '../errors';
import { untilAborted } from '../store/abort-signal';
import { isTemporary } from '../store/is-temporary';
import { nothingCounted } from '../store/ledger/file-counts';
import { NamedValues } from '../store/ledger/named-values';
import { removeFormerActivity, writeIdentities } from './complete-activity';
import { type FailedFile, nameFile } from './file-entries';
import type { FailedOutcome, IngestContext, IngestOutcome } from './ingest-context';
import type { FileAttempt, StoredFile } from './ingest-log-file';
import { mapLimit } from './map-limit';

/** Failures written to the ledger at the same time. Each is a request of its own. */
const FAILURES_AT_ONCE = 8;
/** A file that names more values may need more than one invocation, and must not hold up the others. */
const VALUES_WRITTEN_TOGETHER = 5_000;

type Context = Pick<IngestContext, 'activity' | 'directory' | 'ledger' | 'completionSignal'>;

/**
 * Makes stored files done: writes what they name to the directory, removes activity entries that they do not have
 * any more, and then writes their ledger entries. Doing this for many files together writes each directory value once.
 * Failed files get a ledger entry, too, if there is time left. Never rejects; takes no longer than `completionSignal`
 * allows.
 * @returns the outcome of each attempt, in order
 */
export async function completeFiles(
  attempts: readonly FileAttempt[],
  context: Context,
): Promise<IngestOutcome[]> {
  const stored = attempts.filter((attempt) => attempt.status === 'stored');
  const failed = attempts.filter((attempt) => attempt.status === 'failed');
  const outcomes = new Map<FileAttempt, IngestOutcome>();
  const noteFailures = mapLimit(failed, FAILURES_AT_ONCE, async (file) =>
    outcomes.set(file, await noteFailure(file, context)),
  );
  const complete = async () => {
    for (const group of toGroups(stored)) {
      const errors = await Promise.all([
        writeDirectory(group, context),
        removeFormerActivity(group, context),
        writeIdentities(group, context),
      ]);
      const completeOne = async (file: StoredFile) => {
        const error = errors.map((byFile) => byFile.get(file)).find((one) => one !== undefined);
        outcomes.set(file, await completeFile(file, error, context));
      };
      await Promise.all(group.map(completeOne));
    }
  };
  // One listener for all files: thousands would cost more than small files do.
  const { completionSignal } = context;
  await untilAborted(Promise.all([noteFailures, complete()]), completionSignal).catch(() => {});
  return attempts.map((attempt) => outcomes.get(attempt) ?? toOutcome(attempt, completionSignal?.reason));
}

/** Groups files to complete one after the other: ordinary files together, then each file that names very much. */
function toGroups(files: readonly StoredFile[]): StoredFile[][] {
  const isOrdinary = ({ named }: StoredFile) => named.size <= VALUES_WRITTEN_TOGETHER;
  const ordinary = files.filter(isOrdinary);
  const large = files.filter((file) => !isOrdinary(file)).sort((a, b) => a.named.size - b.named.size);
  return [...(ordinary.length > 0 ? [ordinary] : []), ...large.map((file) => [file])];
}

/** The outcome of an attempt that could not be completed for this reason. */
function toOutcome(attempt: FileAttempt, reason: unknown): IngestOutcome {
  if (attempt.status === 'stored') return toFailure(attempt, reason);
  return attempt;
}

/** Writes what the files name to the directory. Returns the error of each file for which this failed. */
async function writeDirectory(
  files: readonly StoredFile[],
  { directory, completionSignal }: Context,
): Promise<Map<StoredFile, unknown>> {
  const upsert = (named: NamedValues) => directory.upsert(named, completionSignal);
  const named = new NamedValues();
  for (const file of files) named.addAll(file.named);
  try {
    await upsert(named);
    return new Map();
  } catch (error) {
    if (completionSignal?.aborted || isTemporary(error)) return new Map(files.map((file) => [file, error]));
  }
  // DynamoDB refused a value, perhaps. Only the files that name it must fail.
  const errors = new Map<StoredFile, unknown>();
  for (const file of files) {
    await upsert(file.named).catch((error: unknown) => errors.set(file, error));
  }
  return errors;
}

async function completeFile(
  file: StoredFile,
  earlierError: unknown,
  context: Context,
): Promise<IngestOutcome> {
  const { ledger, completionSignal } = context;
  const { entry } = file;
  try {
    if (earlierError) throw earlierError;
    await ledger.record(entry, completionSignal, file.activity);
    return {
      status: 'done',
      counts: entry.counts,
      unknownOperations: entry.unknownOperations ?? 0,
      gzipMembers: entry.gzipMembers ?? 0,
      paddingBytes: entry.paddingBytes ?? 0,
      isAltered: file.isAltered,
      rejected: entry.rejected ?? [],
      shapes: entry.shapes,
    };
  } catch (thrown) {
    return noteFailure(toFailure(file, thrown), context);
  }
}

function toFailure({ entry }: StoredFile, thrown: unknown): FailedFile {
  const error = nameFile(entry, thrown);
  return {
    status: 'failed',
    error,
    reason: toMessage(thrown),
    entry: { ...entry, counts: nothingCounted(), status: 'failed', error: error.message },
  };
}

/** Writes the ledger entry of a failed file. If that fails, too, the outcome reports both errors. */
async function noteFailure(
  { entry, status, error, reason }: FailedFile,
  { ledger, completionSignal }: Context,
): Promise<FailedOutcome> {
  try {
    completionSignal?.throwIfAborted();
    await ledger.recordFailure(entry, completionSignal);
    return { status, error, reason };
  } catch (ledgerError) {
    const message = `${error.message} (and the failure could not be written to the ledger: ${toMessage(ledgerError)})`;
    const cause = new AggregateError([error, ledgerError]);
    return { status, reason, error: new AuditTrailError(error.code, message, { cause }) };
  }
}
