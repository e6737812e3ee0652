import { formatTask, type ReconcileTask } from '../src/assure/assure-message';
import { groupBy } from '../src/assure/coverage/group-by';
import type { AssureParts } from './assure-parts';
import { sendToAssurance } from './continued-task';
import { type BucketFolder, hasDigests, toPlaceName } from './find-places';

/** A task takes minutes at most, and its message fits a request to SQS with nine others. */
const FOLDERS_PER_TASK = 100;
const PATH_BYTES_PER_TASK = 20_000;

/**
 * Sends a message for each part of the folders with log files, so that a bucket that cannot be listed does not keep the
 * others from being compared.
 */
export async function startReconcile(folders: readonly BucketFolder[], parts: AssureParts): Promise<void> {
  const night = new Date().toISOString().slice(0, 10);
  const digested = new Set(folders.filter(hasDigests).map(toPlaceName));
  const isUndigested = (folder: BucketFolder): boolean => !digested.has(toPlaceName(folder));
  const logFolders = folders.filter((folder) => !hasDigests(folder));
  const groups = groupBy(logFolders, (folder) => `${folder.bucket}/${isUndigested(folder)}`);
  const tasks = [...groups.values()].flatMap((group) => {
    const [{ bucket }] = group as [BucketFolder];
    const task = { task: 'reconcile', night, bucket, isUndigested: isUndigested(group[0]!) } as const;
    return inTasks(group.map(({ path }) => path).sort()).map(
      (paths): ReconcileTask => ({ ...task, folders: paths }),
    );
  });
  if (tasks.length > 0) await sendToAssurance(tasks.map(formatTask), parts);
}

function inTasks(paths: readonly string[]): string[][] {
  const tasks: string[][] = [];
  let bytes = PATH_BYTES_PER_TASK;
  for (const path of paths) {
    const last = tasks.at(-1);
    bytes += Buffer.byteLength(path);
    if (last && last.length < FOLDERS_PER_TASK && bytes <= PATH_BYTES_PER_TASK) last.push(path);
    else {
      tasks.push([path]);
      bytes = Buffer.byteLength(path);
    }
  }
  return tasks;
}
