import { AuditTrailError } from '../errors';
import type { DirectoryEntry } from '../store/ledger/directory';

/** A page of what was seen; its token names the last entry, and nothing that was seen is ever forgotten. */
export async function listPage(
  entries: AsyncIterable<DirectoryEntry>,
  limit: number,
  token: string | undefined,
): Promise<{ records: DirectoryEntry[]; nextToken?: string }> {
  const after = token && Buffer.from(token, 'base64url').toString();
  const records: DirectoryEntry[] = [];
  let passed = after === undefined;
  for await (const entry of entries) {
    if (passed && records.length === limit) {
      const last = records.at(-1)?.value ?? '';
      return { records, nextToken: Buffer.from(last).toString('base64url') };
    }
    if (passed) records.push(entry);
    passed ||= entry.value === after;
  }
  if (passed) return { records };
  throw new AuditTrailError('InvalidCursor', 'The page token cannot be used: it is not one of this list.');
}
