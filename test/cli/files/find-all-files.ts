import { findFiles } from '../../../src/cli/files/find-files';
import type { FoundFiles } from '../../../src/cli/files/found-files';
import type { LocalFile } from '../../../src/local/ingest/local-log-file';

/** All files that paths lead to, with what was found besides. */
export async function findAllFiles(
  paths: readonly string[],
  follow = true,
): Promise<{ readonly files: readonly LocalFile[]; readonly found: FoundFiles }> {
  const { files, found } = await findFiles(paths, { follow, signal: new AbortController().signal });
  const listed: LocalFile[] = [];
  for await (const file of files) listed.push(file);
  return { files: listed, found };
}
