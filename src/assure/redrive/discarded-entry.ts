import { nothingCounted } from '../../store/ledger/file-counts';
import type { FileId, LedgerEntry } from '../../store/ledger/ledger';

/**
 * The ledger entry of a log file that stays a gap of the audit. `verify`, `files` and coverage show it as failed, with
 * the reason, until the file is ingested after all.
 * @param failure the entry of the last attempt, if there was one
 * @param now ISO 8601
 */
export function toDiscardedEntry(
  file: FileId,
  failure: LedgerEntry | undefined,
  because: string,
  now: string,
): LedgerEntry {
  const name = `${file.bucket}/${file.key}: `;
  const last = failure?.error?.replace(name, '');
  const error = `${name}Discarded: ${because}${last ? `. Last error: ${last}` : ''}`;
  return {
    ...file,
    etag: failure?.etag ?? '',
    ...(failure?.versionId !== undefined && { versionId: failure.versionId }),
    ...{ counts: nothingCounted(), status: 'failed', error, discarded: because, finishedAt: now },
  };
}
