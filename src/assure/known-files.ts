import { classifyObjectKey } from '../trail/object-key';
import type { ObjectPlace } from '../trail/object-place';
import type { KnownFile, KnownFiles } from './check-file';

/** What a ledger has of one content of a log file, or of a failed attempt. */
export interface LedgerFile extends ObjectPlace {
  readonly status: 'done' | 'failed';
  readonly sha256?: string | undefined;
  readonly gzipMembers?: number | undefined;
  readonly paddingBytes?: number | undefined;
  readonly counts: { readonly rejected: number; readonly excluded: number };
  readonly error?: string | undefined;
}

/** Log files of an account and Region that were delivered to a bucket on some days, `YYYY-MM-DD`, both inclusive. */
export interface LedgerRange {
  readonly bucket: string;
  readonly accountId: string;
  readonly region: string;
  readonly since: string;
  readonly until: string;
}

/** How to look files up in a ledger. */
export interface LedgerLookup {
  /** All entries of a range, in any order. */
  readonly read: (range: LedgerRange) => AsyncIterable<LedgerFile>;
  /** The same text for all places that mean the same object. */
  readonly toLocation: (place: ObjectPlace) => string;
}

/** By location. Nearly all files have one content that is as it should be: its hash stands for it, which takes a third of the memory. */
type Files = ReadonlyMap<string, KnownFile | string>;

/** Digests name the files of one day after another, so only the last days are needed again. */
const DAYS_KEPT = 4;

const NOTHING: KnownFile = { contents: [] };

/** Looks files up in a ledger. Memory holds the entries of four days of an account and Region at most. */
export const knownFiles = (lookup: LedgerLookup, exists: KnownFiles['exists']): KnownFiles => ({
  find: ledgerLookup(lookup),
  exists,
});

/** Does the same without looking for objects. */
export function ledgerLookup(lookup: LedgerLookup): KnownFiles['find'] {
  const kept = new Map<string, Promise<Files>>();

  function open(range: LedgerRange): Promise<Files> {
    const name = Object.values(range).join('/');
    const files = kept.get(name) ?? readFiles(lookup, range);
    // A failure is thrown to everyone who waits for it.
    files.catch(() => {});
    kept.delete(name);
    kept.set(name, files);
    const [oldest = name] = kept.keys();
    if (kept.size > DAYS_KEPT) kept.delete(oldest);
    return files;
  }

  return async (place) => {
    const range = toRange(place);
    const known = range && (await open(range)).get(lookup.toLocation(place));
    return known === undefined ? NOTHING : toKnownFile(known);
  };
}

function toRange({ bucket, key }: ObjectPlace): LedgerRange | undefined {
  const object = classifyObjectKey(key);
  if (object.kind !== 'log-file') return undefined;
  const { accountId, region, day } = object;
  return { bucket, accountId, region, since: day, until: day };
}

async function readFiles({ read, toLocation }: LedgerLookup, range: LedgerRange): Promise<Files> {
  const files = new Map<string, KnownFile | string>();
  for await (const entry of read(range)) {
    const location = toLocation(entry);
    const known = files.get(location);
    files.set(
      location,
      known === undefined && isUsual(entry) ? entry.sha256 : withEntry(toKnownFile(known ?? NOTHING), entry),
    );
  }
  return files;
}

const isUsual = (entry: LedgerFile): entry is LedgerFile & { readonly sha256: string } =>
  entry.status === 'done' &&
  entry.sha256 !== undefined &&
  !hasTrailingData(entry) &&
  entry.counts.rejected === 0 &&
  entry.counts.excluded === 0;

const hasTrailingData = ({ gzipMembers = 1, paddingBytes = 0 }: LedgerFile): boolean =>
  gzipMembers > 1 || paddingBytes > 0;

const toKnownFile = (known: KnownFile | string): KnownFile =>
  typeof known === 'string' ? { contents: [{ sha256: known, hasTrailingData: false }] } : known;

function withEntry({ contents, error }: KnownFile, entry: LedgerFile): KnownFile {
  const { status, sha256, counts } = entry;
  if (status === 'failed' || sha256 === undefined) {
    return { contents, error: entry.error ?? 'it has no hash' };
  }
  const { rejected, excluded } = counts;
  const content = { sha256, hasTrailingData: hasTrailingData(entry), rejected, excluded };
  return { contents: [...contents, content], error };
}
