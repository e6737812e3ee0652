import { Identities } from '../store/ledger/identities';
import type { IngestContext } from './ingest-context';
import type { StoredFile } from './ingest-log-file';

type Context = Pick<IngestContext, 'activity' | 'completionSignal'>;

/** Removes activity entries that files do not have any more. Returns the error of each file for which this failed. */
export async function removeFormerActivity(
  group: readonly StoredFile[],
  { activity, completionSignal }: Context,
): Promise<Map<StoredFile, unknown>> {
  const files = group.filter(({ mayHaveFormer }) => mayHaveFormer);
  if (files.length === 0 || !activity) return new Map();
  const entries = files.map((file) => ({ file: file.entry, entries: file.activity?.entries ?? [] }));
  try {
    await activity.writer.removeFormer(entries, completionSignal);
    return new Map();
  } catch (error) {
    return new Map(files.map((file) => [file, error]));
  }
}

/** Writes the names that callers use for long. Returns the error of each file for which this failed. */
export async function writeIdentities(
  group: readonly StoredFile[],
  { activity, completionSignal }: Context,
): Promise<Map<StoredFile, unknown>> {
  const files = group.filter(({ identities }) => identities?.length);
  if (files.length === 0 || !activity) return new Map();
  const identities = new Identities();
  for (const file of files) for (const identity of file.identities ?? []) identities.add(identity);
  try {
    await activity.identities.upsert(identities, completionSignal);
    return new Map();
  } catch (error) {
    return new Map(files.map((file) => [file, error]));
  }
}
