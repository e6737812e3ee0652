import { join } from 'node:path';
import { computeContentHash } from '../../audit/event-identity';
import { toObject } from '../../audit/json';
import { toMessage } from '../../errors';
import type { EventVariant } from '../../query/event-variant';
import type { Segment } from '../folder/commit';
import type { FolderState } from '../folder/folder-state';
import { isMissingFile } from '../folder/fresh-state';
import { damagedFile } from '../folder/sealed-text';
import type { Candidate } from './candidates';
import type { Asking } from './connections';
import type { Parts } from './parts';
import { readRows } from './read-rows';
import { toRecord, toSource, VARIANT_COLUMNS } from './row-values';

/** Reads variants, in the order of the candidates. Bytes that are damaged fail when they are asked for. */
export async function readVariants(
  parts: Parts,
  asking: Asking,
  state: FolderState,
  candidates: readonly Candidate[],
): Promise<EventVariant[]> {
  const rows = await readRows(parts, asking, candidates, VARIANT_COLUMNS);
  const originals = new Map<Candidate, () => unknown>();
  for (const segment of new Set(candidates.map((one) => one.segment))) {
    const own = candidates.filter((one) => one.segment === segment);
    const toBytes = await readOriginals(parts, asking, state, segment, own);
    for (const [index, candidate] of own.entries()) originals.set(candidate, () => toBytes(index));
  }
  return rows.map((row, index) => {
    const candidate = candidates[index]!;
    const contentHash = String(row.contentHash);
    return {
      record: toRecord(row),
      contentHash,
      source: toSource(row),
      get original() {
        return checkOriginal(originals.get(candidate)?.(), contentHash, toPath(parts, candidate.segment));
      },
      truncated: row.truncated === true,
    };
  });
}

const toPath = ({ log }: Parts, { originals }: Segment): string => join(log.folder, originals.path);

/** @returns the bytes by index of the candidate; throws AuditTrailError `DamagedFile` if their file cannot be read */
async function readOriginals(
  parts: Parts,
  asking: Asking,
  state: FolderState,
  segment: Segment,
  candidates: readonly Candidate[],
): Promise<(index: number) => unknown> {
  try {
    const rows = await readRows(parts, asking, candidates, 'original', ({ originals }) => originals);
    return (index) => rows[index]?.original;
  } catch (error) {
    asking.signal?.throwIfAborted();
    // A newer commit may have replaced the file: then the answer is read again from there.
    if (isMissingFile(error) && (await parts.log.read()).number !== state.number) throw error;
    // DuckDB shows on further lines where in the statement it failed.
    const [reason = ''] = toMessage(error).split('\n');
    const damage = damagedFile(toPath(parts, segment), reason, error);
    return () => {
      throw damage;
    };
  }
}

/** @throws AuditTrailError `DamagedFile` if the bytes of an event are not those that were ingested */
function checkOriginal(original: unknown, contentHash: string, path: string): Uint8Array {
  if (original instanceof Uint8Array && hashOriginal(original) === contentHash) return original;
  throw damagedFile(path, `the original with content hash ${contentHash} is missing or changed`);
}

function hashOriginal(original: Uint8Array): string | undefined {
  try {
    return computeContentHash(toObject(JSON.parse(new TextDecoder().decode(original))), original);
  } catch {
    // What is no JSON was changed.
    return undefined;
  }
}
