/**
 * What can go wrong, as a word that programs can test. The message says it to people.
 *
 * - `InvalidArgument`: the caller's input (a flag, a query, a setting) is not allowed.
 * - `InvalidLogFile`: an object that should be a CloudTrail log file is not a whole, valid one.
 * - `InvalidDigestFile`: an object that should be a digest file of CloudTrail is not a whole, valid one.
 * - `InvalidNotification`: a message does not say which object it is about.
 * - `ObjectUnavailable`: an object could not be read: missing, denied, or the service failed.
 * - `WriteFailed`: DynamoDB did not take the items, even after retries.
 * - `OutOfTime`: work was stopped before the deadline of the invocation.
 * - `InvalidItem`: a stored item cannot be read back.
 * - `DamagedFile`: a file of a data folder is missing, cut short or changed.
 * - `InvalidCursor`: a page token is forged, of another query, or of another index layout.
 * - `NotFound`: no record, resource or data folder has that name.
 * - `Ambiguous`: a name fits several resources.
 * - `NotAnswerable`: no index of this deployment can answer the query whole.
 * - `Configuration`: environment, credentials or settings are missing or contradict each other.
 * - `ServiceFailed`: AWS, or the database of a data folder, refused a request.
 */
export type ErrorCode =
  | 'InvalidArgument'
  | 'InvalidLogFile'
  | 'InvalidDigestFile'
  | 'InvalidNotification'
  | 'ObjectUnavailable'
  | 'WriteFailed'
  | 'OutOfTime'
  | 'InvalidItem'
  | 'DamagedFile'
  | 'InvalidCursor'
  | 'NotFound'
  | 'Ambiguous'
  | 'NotAnswerable'
  | 'Configuration'
  | 'ServiceFailed';

/** The one error class of this project: a typed code, a message for people, the cause kept. */
export class AuditTrailError extends Error {
  override readonly name = 'AuditTrailError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** The message of anything thrown, for reports that carry only text. */
export const toMessage = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);
