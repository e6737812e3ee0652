import { tmpdir } from 'node:os';
import { AuditTrailError } from '../../errors';

/** What DuckDB puts before its messages, such as `Binder Error: `. */
const PREFIX = /^(?:Failed to extract statements: )?(?:[A-Z][A-Za-z]*(?: [A-Za-z]+)* Error: )?/;

const isMemory = (message: string): boolean => message.startsWith('Out of Memory Error');
const isPermission = (message: string): boolean => message.startsWith('Permission Error');
/** Failures of DuckDB or of the machine, not of the statement. */
const INTERNAL = /^(?:INTERNAL|FATAL|IO|Fatal|Internal) Error/;

/**
 * An error of DuckDB as one about the statement of the user.
 * @param memoryMiB what the statement was allowed to use
 */
export function toSqlError(thrown: unknown, memoryMiB?: number): AuditTrailError {
  if (thrown instanceof AuditTrailError) return thrown;
  const { message = String(thrown) } = (thrown ?? {}) as Partial<Error>;
  const error = (text: string) => new AuditTrailError('InvalidArgument', text, { cause: thrown });
  if (isMemory(message)) {
    return error(`The statement needs more than ${memoryMiB} MiB of memory. Read fewer rows or columns.`);
  }
  if (isPermission(message)) return error('The statement reads a file. SQL can read only the views.');
  if (message.includes('No space left on device')) {
    return new AuditTrailError(
      'Configuration',
      `The statement needs more space for temporary files than there is in ${tmpdir()}. Free some space, set TMPDIR to a folder on a larger disk, or read fewer rows or columns.`,
      { cause: thrown },
    );
  }
  if (INTERNAL.test(message)) {
    return new AuditTrailError('ServiceFailed', `DuckDB cannot run the statement: ${message}`, {
      cause: thrown,
    });
  }
  return error(`Invalid SQL: ${message.replace(PREFIX, '')}`);
}
