import { AuditTrailError } from '../src/errors';

/** An error as fields of a log line. The query in the runbook reads `code` and `message`. */
export interface ErrorSummary {
  readonly name: string;
  readonly code?: string;
  /** Absent on a cause whose message the error above already contains. */
  readonly message?: string;
  readonly cause?: ErrorSummary;
}

/** Maximum depth of causes. */
const MAXIMUM_CAUSES = 3;

/**
 * Summarizes an error without stack traces and without repeating a message: with both, each failed file
 * logged 4.8 kB.
 */
export const summarizeError = (error: unknown): ErrorSummary => summarize(error, '', 0);

function summarize(error: unknown, told: string, depth: number): ErrorSummary {
  const isError = error instanceof Error;
  const message = isError ? error.message : String(error);
  const cause = isError ? error.cause : undefined;
  return {
    name: isError ? error.name : typeof error,
    ...(error instanceof AuditTrailError && { code: error.code }),
    ...(!(told.length > 0 && told.includes(message)) && { message }),
    ...(cause !== undefined && depth < MAXIMUM_CAUSES && { cause: summarize(cause, message, depth + 1) }),
  };
}
