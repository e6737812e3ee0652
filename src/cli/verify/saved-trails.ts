import { readFile } from 'node:fs/promises';
import type { SavedTrail } from '../../assure/trails/saved-trail';
import { toMessage } from '../../errors';
import { toReason } from '../files/path-reasons';
import { usage } from './options';

/**
 * Reads what trails log from files that hold the output of `aws cloudtrail get-event-selectors`.
 * @throws AuditTrailError `InvalidArgument`, naming the file
 */
export async function readSavedTrails(files: readonly string[]): Promise<SavedTrail[]> {
  const { parseSavedTrail } = await import('../../assure/trails/saved-trail');
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(file, 'utf8').catch((error: unknown) => {
        throw usage(`Cannot read ${file}: ${toReason(error, file)}.`, error);
      });
      try {
        return parseSavedTrail(text);
      } catch (error) {
        throw usage(`Cannot use the event selectors in ${file}: ${toMessage(error)}`, error);
      }
    }),
  );
}
