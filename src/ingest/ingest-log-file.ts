import { ActivityCollector } from '../activity/activity-collector';
import type { FileActivity } from '../activity/file-activity';
import type { Identity } from '../activity/file-names';
import { guardedResources } from '../audit/guarded-resources';
import { auditedRecordsWith } from '../audit/matcher';
import { riskAssessor } from '../rules/assess-risk';
import { hasThisMeaning } from '../store/ledger/index-coverage';
import type { LedgerEntry } from '../store/ledger/ledger';
import { NamedValues } from '../store/ledger/named-values';
import type { OpenedLogFile } from '../trail/log-file-source';
import { classifyObjectKey } from '../trail/object-key';
import { isAltered, toDeliveryTime, toDoneHashes, wasWrittenLate } from './altered-content';
import { createExclusion } from './exclusion';
import { mayHaveFormer, writeActivity } from './file-activity';
import { type FailedFile, type LogFile, toDoneEntry, toFailedFile, toFileId } from './file-entries';
import { FileSpanCollector } from './file-span';
import type { FileToIngest, IngestContext, UnreadOutcome } from './ingest-context';
import { storeFile } from './store-file';

/** A file whose events are stored. `completeFiles` makes it done. */
export interface StoredFile {
  readonly status: 'stored';
  /** The ledger entry that says that the file is done. */
  readonly entry: LedgerEntry;
  /** For the directory. */
  readonly named: NamedValues;
  /** Absent if the file has no data events, or no entries are to be written. */
  readonly activity?: FileActivity | undefined;
  /** Names that its callers use for long. */
  readonly identities?: readonly Identity[] | undefined;
  /** Whether the file may have had activity entries before. */
  readonly mayHaveFormer?: boolean;
  /** Whether another content of the file was done before. Only looked up where that is likely. */
  readonly isAltered: boolean;
}

export type FileAttempt = StoredFile | FailedFile | UnreadOutcome;

/** Values that a file names and that wait for the directory. More than this are written at once. */
const MOST_NAMED_VALUES = 10_000;

/**
 * Reads one object and stores its audited events. A file is done only after `completeFiles`: first the
 * events are written, then the directory, then the ledger entry. Ingesting the file again, from any point
 * in between, results in the same items.
 * Never rejects: a file that fails is a result, so that it does not disturb the others.
 */
export async function ingestLogFile(file: FileToIngest, context: IngestContext): Promise<FileAttempt> {
  const object = classifyObjectKey(file.key);
  if (object.kind === 'skipped') return { status: 'skipped', reason: object.reason };
  const opened: Opened = {};
  try {
    return await readAndStore(file, object, context, opened);
  } catch (thrown) {
    return toFailedFile(file, object, thrown, opened.object);
  }
}

/** The attempt of a file that was not read, or not to its end, for this reason. */
export function giveUpFile(file: FileToIngest, reason: unknown): FileAttempt {
  const object = classifyObjectKey(file.key);
  if (object.kind === 'skipped') return { status: 'skipped', reason: object.reason };
  return toFailedFile(file, object, reason);
}

/** The object as it was opened, once it was. */
interface Opened {
  object?: OpenedLogFile;
}

async function readAndStore(
  file: FileToIngest,
  object: LogFile,
  context: IngestContext,
  opened: Opened,
): Promise<FileAttempt> {
  const { settings, signal, otherMeaning, guardedResources: guarded = [] } = context;
  const open = async () => {
    const reference = { ...file, ...(opened.object?.etag && { ifMatch: opened.object.etag }) };
    opened.object = await context.source.open(reference, signal);
    return opened.object.body;
  };
  const findKnown = () => context.ledger.find(toFileId(file, object), signal);
  // Only an old file can have been ingested by another version, so a new one costs no look-up.
  const isOld = otherMeaning && toDeliveryTime(file.key, object.day) < Date.parse(otherMeaning.until);
  let known = file.lookUpFirst || isOld ? await findKnown() : undefined;
  if (file.lookUpFirst && known?.some((entry) => isDoneAlready(entry, file))) {
    return { status: 'already-done' };
  }
  const remembersLinks = otherMeaning !== undefined && known?.every(hasThisMeaning) === false;

  let named = new NamedValues();
  const span = new FileSpanCollector();
  const { tokenizer } = context.activity ?? {};
  const collector = tokenizer && new ActivityCollector(tokenizer, settings);
  const findings = await storeFile(
    {
      open,
      store: async (batch) => {
        await context.writer.write(batch.items, { signal });
        if (remembersLinks) await otherMeaning.removeStaleLinks(batch.links, signal);
        named.addAll(batch.named);
        span.add(batch.named, batch.oldestEventTime, batch.newestEventTime);
        await context.onStored?.(batch, signal);
        if (named.size <= MOST_NAMED_VALUES) return;
        await context.directory.upsert(named, signal);
        named = new NamedValues();
      },
    },
    {
      source: { bucket: file.bucket, key: file.key },
      matcher: auditedRecordsWith(guardedResources(guarded)),
      classify: { assessRisk: riskAssessor({ ...settings, guardedResources: guarded }) },
      items: settings,
      remembersLinks,
      exclusion: createExclusion(settings, Date.now(), context.ownTraffic),
      maximumInflatedBytes: settings.maximumInflatedBytes,
      activity: collector,
    },
    context.memory,
  );

  const entry = toDoneEntry(file, object, opened.object ?? {}, findings, span.toSpan());
  const collected = collector?.finish();
  const activity = collected && (await writeActivity(collected, entry, context));
  if (wasWrittenLate(file.key, object.day, opened.object?.lastModified)) known ??= await findKnown();
  return {
    status: 'stored',
    entry,
    named,
    activity,
    identities: collected?.identities,
    mayHaveFormer: mayHaveFormer(entry, activity, known, context),
    isAltered: isAltered(entry, toDoneHashes(known ?? [])),
  };
}

/** Whether this content was ingested with this meaning. */
const isDoneAlready = (entry: LedgerEntry, file: FileToIngest): boolean =>
  entry.status === 'done' && entry.etag === file.etag && hasThisMeaning(entry);
