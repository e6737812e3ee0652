import type { Outcome } from './audit-record';

/** Error codes that mean more than "failed". DynamoDB and DAX write AccessDenied, others write the longer one. */
const OUTCOMES_BY_CODE = new Map<string, Outcome>([
  ['AccessDenied', 'denied'],
  ['AccessDeniedException', 'denied'],
  ['VpceAccessDenied', 'denied'],
  ['UnauthorizedOperation', 'denied'],
  ['ThrottlingException', 'throttled'],
  ['ProvisionedThroughputExceededException', 'throttled'],
  ['RequestLimitExceeded', 'throttled'],
  ['LimitExceededException', 'throttled'],
]);

/** How a call ended. One with a message and no code failed too: real events have either alone. */
export function toOutcome(errorCode: unknown, errorMessage: unknown): Outcome {
  if (isSaid(errorCode)) return OUTCOMES_BY_CODE.get(errorCode as string) ?? 'failed';
  return isSaid(errorMessage) ? 'failed' : 'succeeded';
}

/** Also an error of an odd type is one. */
const isSaid = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/** The error codes that mean one of these outcomes; undefined where calls without one of them end so too. */
export function errorCodesForOutcomes(outcomes: readonly Outcome[]): readonly string[] | undefined {
  if (outcomes.some((outcome) => outcome === 'succeeded' || outcome === 'failed')) return undefined;
  return [...OUTCOMES_BY_CODE].filter(([, outcome]) => outcomes.includes(outcome)).map(([code]) => code);
}
