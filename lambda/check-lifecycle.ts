import { readLifecycleRules } from '../src/assure/aws/lifecycle-rules';
import { assessLifecycle, type LogFileLifecycle } from '../src/assure/lifecycle/log-file-lifecycle';
import { recordLifecycle } from '../src/store/ledger/lifecycles';
import type { AssureParts } from './assure-parts';

/**
 * Notes what the lifecycle rules of a bucket do with the log files of a source, if events are summarized: their details
 * are read from the log files later.
 * @throws AuditTrailError `ServiceFailed`, or the reason of the signal. Rules that may not be read are noted.
 */
export async function checkLifecycle(
  source: { readonly bucket: string; readonly prefix: string },
  { access, settings, observer, dynamodb, ledgerTable, signal }: AssureParts,
): Promise<void> {
  if (settings.dataEventDetail !== 'activity') return;
  const { bucket, prefix } = source;
  const now = new Date();
  const read = await readLifecycleRules(access.toClient(bucket), bucket, signal);
  const found: LogFileLifecycle =
    'rules' in read
      ? assessLifecycle(read.rules, source, settings.retentionDays, now)
      : {
          ...{ place: `s3://${bucket}/${prefix}`, checkedAt: now.toISOString() },
          ...{ state: 'unreadable', reason: read.reason },
        };
  await recordLifecycle(dynamodb, ledgerTable, found, signal);
  observer.onLifecycle(found);
}
