import { type PublicKey, parsePublicKeys } from '../../assure/public-keys';
import { readSavedFile } from './saved-file';

/**
 * Reads public keys from files that hold the output of `aws cloudtrail list-public-keys`.
 * @throws AuditTrailError `InvalidArgument`, naming the file
 */
export const readSavedKeys = async (files: readonly string[]): Promise<PublicKey[]> =>
  (await Promise.all(files.map((file) => readSavedFile(file, 'public keys', parsePublicKeys)))).flat();
