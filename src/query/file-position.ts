import { invalidToken } from './page-token';

/** Writes a position among files as one word. Only the last part may contain a line break. */
export const encodeFilePosition = (parts: readonly string[]): string =>
  Buffer.from(parts.join('\n')).toString('base64url');

/**
 * Reads a position back.
 * @throws AuditTrailError `InvalidCursor` if it has fewer parts
 */
export function decodeFilePosition(position: string, parts: number): readonly string[] {
  const found = Buffer.from(position, 'base64url').toString().split('\n');
  if (found.length < parts) throw invalidToken('it belongs to another audit');
  return [...found.slice(0, parts - 1), found.slice(parts - 1).join('\n')];
}
