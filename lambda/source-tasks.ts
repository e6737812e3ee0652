import { formatTask, type SourceTask } from '../src/assure/assure-message';
import { findBucketFolders } from '../src/assure/aws/bucket-folders';
import type { AssureParts } from './assure-parts';
import { checkLifecycle } from './check-lifecycle';
import { sendToAssurance } from './continued-task';
import { findNewPlaces } from './find-places';
import { startReconcile } from './start-reconcile';

/**
 * Sends a message for each source, so that a bucket that cannot be listed does not keep the others from being looked into.
 * Its message is tried again, and then waits in the dead-letter queue.
 * @param night see `SourceTask`
 */
export async function startSources(night: string | undefined, parts: AssureParts): Promise<void> {
  const tasks = parts.access.sources.flatMap(({ bucketName: bucket, prefixes }) =>
    prefixes.map((prefix): SourceTask => ({ task: 'source', bucket, prefix, ...(night && { night }) })),
  );
  if (tasks.length > 0) await sendToAssurance(tasks.map(formatTask), parts);
}

/**
 * Looks for accounts, Regions and trails in a source, and has its log files compared with the ledger.
 * @throws AuditTrailError `ServiceFailed`, naming the missing permission if access is denied; the reason of the signal
 */
export async function lookIntoSource(task: SourceTask, parts: AssureParts): Promise<void> {
  const { bucket, prefix, night, after } = task;
  const { access, coverage, observer, signal } = parts;
  if (!access.mayRead({ bucket, key: prefix })) {
    observer.onOutsideOfSources(`s3://${bucket}/${prefix}`);
    return;
  }
  if (night !== undefined && after === undefined) await checkLifecycle(task, parts);
  const folders = await findBucketFolders(access.toClient(bucket), { bucket, prefix });
  if (night !== undefined && after === undefined) await startReconcile({ bucket, night }, folders, parts);
  await findNewPlaces(task, folders, await coverage.readLatest(undefined, signal), parts);
}
