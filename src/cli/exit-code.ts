import { AuditTrailError, type ErrorCode } from '../errors';

/** Exit codes. They match the AWS CLI where it defines one. */
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

/** SDK errors about the configuration of this machine, thrown before any request is sent. */
const isLocalConfiguration = ({ name, message }: Error): boolean =>
  name === 'CredentialsProviderError' || name === 'TokenProviderError' || message === 'Region is missing';

/** The exit code for any thrown value. An SDK error anywhere in the chain of causes decides. */
export function toExitCode(thrown: unknown): number {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (isLocalConfiguration(error)) return EXIT.wrongConfiguration;
    if ('$metadata' in error) return EXIT.serviceRefused;
  }
  return thrown instanceof AuditTrailError ? BY_CODE[thrown.code] : EXIT.otherFailure;
}
