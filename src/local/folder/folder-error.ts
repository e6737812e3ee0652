import { AuditTrailError, toMessage } from '../../errors';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied. Use an account that has it, or another folder',
  EDQUOT: 'the disk quota is used up. Free some space, then run the same command again',
  ENOSPC: 'the disk is full. Free some space, then run the same command again',
  EPERM: 'permission denied. Use an account that has it, or another folder',
  EROFS: 'the file system is read-only. Use a folder that can be written to',
};

/** What the operating system says of the same, in messages of programs that pass it on. */
const TEXTS: readonly (readonly [text: string, code: string])[] = [
  ['No space left on device', 'ENOSPC'],
  ['Disk quota exceeded', 'EDQUOT'],
  ['Permission denied', 'EACCES'],
  ['Read-only file system', 'EROFS'],
];

/** The code that the operating system gave, such as `ENOENT`; undefined for any other error. */
export function toSystemCode(thrown: unknown): string | undefined {
  const { code, syscall } = (thrown ?? {}) as Partial<NodeJS.ErrnoException>;
  return typeof syscall === 'string' ? code : undefined;
}

/**
 * An error of the file system as one that says what to do.
 * @param failed what was not done, such as `Cannot write to ./audit`
 */
export function toFolderError(failed: string, thrown: unknown): AuditTrailError {
  const named = TEXTS.find(([text]) => toMessage(thrown).includes(text))?.[1];
  const reason = REASONS[toSystemCode(thrown) ?? named ?? ''];
  return new AuditTrailError('Configuration', `${failed}: ${reason ? `${reason}.` : toMessage(thrown)}`, {
    cause: thrown,
  });
}
