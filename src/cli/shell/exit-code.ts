import { AuditTrailError, type ErrorCode, toMessage } from '../../errors';
import { describeConfigurationError } from './aws-configuration';

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
  InvalidDigestFile: EXIT.otherFailure,
  InvalidNotification: EXIT.otherFailure,
  InvalidItem: EXIT.otherFailure,
  DamagedFile: EXIT.otherFailure,
  OutOfTime: EXIT.otherFailure,
};

/** The exit code for any thrown value. An SDK error anywhere in the chain of causes decides. */
export function toExitCode(thrown: unknown): number {
  for (const error of toCauses(thrown)) {
    if (describeConfigurationError(error) !== undefined) return EXIT.wrongConfiguration;
    if ('$metadata' in error) return EXIT.serviceRefused;
  }
  return thrown instanceof AuditTrailError ? BY_CODE[thrown.code] : EXIT.otherFailure;
}

/** The message for any thrown value: what to do about the configuration of this machine, if that is wrong. */
export function toErrorMessage(thrown: unknown): string {
  const [description] = toCauses(thrown).flatMap((error) => describeConfigurationError(error) ?? []);
  return description ?? toMessage(thrown);
}

function toCauses(thrown: unknown): Error[] {
  return thrown instanceof Error ? [thrown, ...toCauses(thrown.cause)] : [];
}
