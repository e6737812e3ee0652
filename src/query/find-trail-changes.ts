import { TRAIL_CHANGES } from '../assure/trails/trail-changes';
import type { AuditRecord } from '../audit/audit-record';
import { AuditTrailError } from '../errors';
import type { AbortOptions } from './ask-options';
import type { AuditLog } from './audit-log';

/**
 * Finds the calls that changed trails, in the `action` index. Each of them is a guard event.
 * @param since event time from which on they are looked for. Default: all
 * @throws AuditTrailError as `search` does
 */
export async function findTrailChanges(
  log: AuditLog,
  since: string | undefined,
  options: AbortOptions = {},
): Promise<AuditRecord[]> {
  const query = {
    action: TRAIL_CHANGES.map((name) => `guard:${name}`),
    ...(since !== undefined && { since }),
  };
  const found: AuditRecord[] = [];
  try {
    for await (const record of log.search(query, options)) found.push(record);
  } catch (error) {
    // Before the first such call, its name is not in the audit.
    if (!(error instanceof AuditTrailError && error.code === 'NotFound')) throw error;
  }
  return found;
}
