import { formatTask, type ReconcileTask } from '../src/assure/assure-message';
import type { RegionFolder } from '../src/trail/region-folder';
import type { AssureParts } from './assure-parts';
import { sendToAssurance } from './continued-task';
import { hasDigests } from './find-places';

/** A task takes minutes at most, and its message fits a request to SQS with nine others. */
const FOLDERS_PER_TASK = 100;
const PATH_BYTES_PER_TASK = 20_000;

/** Sends a message for each part of the folders with log files. */
export async function startReconcile(
  { bucket, night }: Pick<ReconcileTask, 'bucket' | 'night'>,
  folders: readonly RegionFolder[],
  parts: AssureParts,
): Promise<void> {
  const digested = new Set(folders.filter(hasDigests).map(toPlaceName));
  const logFolders = folders.filter((folder) => !hasDigests(folder));
  const tasks = [true, false].flatMap((isUndigested) => {
    const ofKind = logFolders.filter((folder) => digested.has(toPlaceName(folder)) !== isUndigested);
    const paths = ofKind.map(({ path }) => path).sort();
    return inTasks(paths).map(
      (part): ReconcileTask => ({ task: 'reconcile', night, bucket, folders: part, isUndigested }),
    );
  });
  if (tasks.length > 0) await sendToAssurance(tasks.map(formatTask), parts);
}

/** The same for the folders of log files and of digests of one place. */
const toPlaceName = ({ root, organizationId, accountId, region }: RegionFolder): string =>
  `${root}/${organizationId}/${accountId}/${region}`;

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
