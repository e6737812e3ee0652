import { AuditTrailError, toMessage } from '../errors';

/** The code of an error of Node, such as `Z_BUF_ERROR`. */
export const errorCode = (error: unknown) => (error as NodeJS.ErrnoException | undefined)?.code;

export const invalidGzip = (message: string, cause?: unknown) =>
  new AuditTrailError('InvalidLogFile', message, { cause });

export const truncatedGzip = (cause?: unknown) => invalidGzip('The gzip data is truncated.', cause);

/** An error of zlib. */
export const damagedGzip = (error: unknown) =>
  errorCode(error) === 'Z_BUF_ERROR'
    ? truncatedGzip(error)
    : invalidGzip(`The gzip data is damaged: ${toMessage(error)}.`, error);
