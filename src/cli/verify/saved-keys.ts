import { readFile } from 'node:fs/promises';
import { type PublicKey, parsePublicKeys } from '../../assure/public-keys';
import { toMessage } from '../../errors';
import { toReason } from '../files/path-reasons';
import { usage } from './options';

/**
 * Reads public keys from files that hold the output of `aws cloudtrail list-public-keys`.
 * @throws AuditTrailError `InvalidArgument`, naming the file
 */
export async function readSavedKeys(files: readonly string[]): Promise<PublicKey[]> {
  return (await Promise.all(files.map(readKeys))).flat();
}

async function readKeys(file: string): Promise<PublicKey[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw usage(`Cannot read ${file}: ${toReason(error, file)}.`, error);
  });
  try {
    return parsePublicKeys(text);
  } catch (error) {
    throw usage(`Cannot use the public keys in ${file}: ${toMessage(error)}`, error);
  }
}
