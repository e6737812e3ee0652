import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AuditTrailError, toMessage } from '../../errors';
import { formatCount } from '../../query/format-count';
import type { KnownAccess } from '../../report/known-access';

/** Files whose modes are read. */
const MAXIMUM_FILES = 100_000;

const CLASSES = ['owner', 'group', 'others'] as const;
const RIGHTS = ['read', 'write', 'search'] as const;

/**
 * Reads who may read a data folder, by the mode and the owner of the folder and its files.
 * @throws AuditTrailError `Configuration` if they cannot be read
 */
export async function readFolderAccess(folder: string): Promise<KnownAccess> {
  if (process.platform === 'win32') return { ...NO_TABLES, sentences: [...SENTENCES, WINDOWS], facts: [] };
  try {
    const { mode, uid, gid } = await stat(folder);
    const { readable, files } = await countReadable(folder);
    return {
      ...NO_TABLES,
      sentences: [describeOthers(mode, readable, files), ...SENTENCES],
      facts: [
        { name: 'Folder', value: folder },
        { name: 'Mode', value: `${toOctal(mode)}: ${describeMode(mode)}` },
        { name: 'Owner', value: `user ${uid}, group ${gid}` },
      ],
    };
  } catch (error) {
    throw new AuditTrailError('Configuration', `Cannot read the mode of ${folder}: ${toMessage(error)}`, {
      cause: error,
    });
  }
}

const NO_TABLES = { tables: [], commands: [] };
const SENTENCES = [
  'Anyone who can read the folder can read the whole audit: it has no permissions for single tables or accounts.',
  'Administrators of the machine can read it, and so can anyone who has a copy, such as a backup. Access control lists and the folders above it were not read.',
];
const WINDOWS = 'Windows has no modes of files. Look up the permissions of the folder in its properties.';

const toOctal = (mode: number): string => (mode & 0o777).toString(8).padStart(4, '0');

/** `owner: read, write, search; group: none; others: none` */
const describeMode = (mode: number): string =>
  CLASSES.map((name, index) => {
    const bits = (mode >> (6 - 3 * index)) & 7;
    const rights = RIGHTS.filter((_, right) => bits & (4 >> right));
    return `${name}: ${rights.join(', ') || 'none'}`;
  }).join('; ');

function describeOthers(mode: number, readable: number, files: number): string {
  if ((mode & 0o011) === 0) return 'Only its owner may open files in the folder.';
  return `Users other than the owner of the folder can open files in it, and ${formatCount(readable)} of ${formatCount(files)} files are readable for the group or for others.`;
}

async function countReadable(folder: string): Promise<{ readable: number; files: number }> {
  const counts = { readable: 0, files: 0 };
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || counts.files === MAXIMUM_FILES) continue;
    const { mode } = await stat(join(entry.parentPath, entry.name));
    counts.files += 1;
    if (mode & 0o044) counts.readable += 1;
  }
  return counts;
}
