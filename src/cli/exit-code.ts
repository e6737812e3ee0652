import { AuditTrailError, type ErrorCode } from '../errors';

/** Exit codes: those of the AWS CLI where it has one for the case. */
export const EXIT = {
  done: 0,
  someFileFailed: 1,
  interrupted: 130,
  wrongUsage: 252,
  wrongConfiguration: 253,
  serviceRefused: 254,
  otherFailure: 255,
} as const;

const BY_CODE: Readonly<Record<ErrorCode, number>> = {
  InvalidArgument: EXIT.wrongUsage,
  InvalidCursor: EXIT.wrongUsage,
  Ambiguous: EXIT.wrongUsage,
  Configuration: EXIT.wrongConfiguration,
  NotFound: EXIT.serviceRefused,
  NotAnswerable: EXIT.serviceRefused,
  ServiceFailed: EXIT.serviceRefused,
  WriteFailed: EXIT.serviceRefused,
  ObjectUnavailable: EXIT.serviceRefused,
  InvalidLogFile: EXIT.otherFailure,
  InvalidNotification: EXIT.otherFailure,
  InvalidItem: EXIT.otherFailure,
  OutOfTime: EXIT.otherFailure,
};

/** Errors of the SDK about what is on this machine, before any service is asked. */
const isOfThisMachine = ({ name, message }: Error): boolean =>
  name === 'CredentialsProviderError' || name === 'TokenProviderError' || message === 'Region is missing';

/** The exit code for anything thrown. An SDK error counts by what it is, also as a cause. */
export function toExitCode(thrown: unknown): number {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (isOfThisMachine(error)) return EXIT.wrongConfiguration;
    if ('$metadata' in error) return EXIT.serviceRefused;
  }
  return thrown instanceof AuditTrailError ? BY_CODE[thrown.code] : EXIT.otherFailure;
}
