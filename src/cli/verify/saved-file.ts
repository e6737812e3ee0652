import { readFile } from 'node:fs/promises';
import { toMessage } from '../../errors';
import { toReason } from '../files/path-reasons';
import { usage } from './options';

/**
 * Reads a file that holds what a command of the AWS CLI printed.
 * @param content for messages: what it holds, such as `public keys`
 * @throws AuditTrailError `InvalidArgument`, naming the file
 */
export async function readSavedFile<T>(
  file: string,
  content: string,
  parse: (text: string) => T,
): Promise<T> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw usage(`Cannot read ${file}: ${toReason(error, file)}.`, error);
  });
  try {
    return parse(text);
  } catch (error) {
    throw usage(`Cannot use the ${content} in ${file}: ${toMessage(error)}`, error);
  }
}
