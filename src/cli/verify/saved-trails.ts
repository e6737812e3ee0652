import type { SavedTrail } from '../../assure/trails/saved-trail';
import { readSavedFile } from './saved-file';

/**
 * Reads what trails log from files that hold the output of `aws cloudtrail get-event-selectors`.
 * @throws AuditTrailError `InvalidArgument`, naming the file
 */
export async function readSavedTrails(files: readonly string[]): Promise<SavedTrail[]> {
  const { parseSavedTrail } = await import('../../assure/trails/saved-trail');
  return Promise.all(files.map((file) => readSavedFile(file, 'event selectors', parseSavedTrail)));
}
