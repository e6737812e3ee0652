import type { Outcome } from './audit-record';

/** Error codes that mean a denial or throttling. DynamoDB and DAX write AccessDenied, others AccessDeniedException. */
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

/** The outcome of a call. Real events can have an error message without a code; these failed too. */
export function toOutcome(errorCode: unknown, errorMessage: unknown): Outcome {
  if (isPresent(errorCode)) return OUTCOMES_BY_CODE.get(errorCode as string) ?? 'failed';
  return isPresent(errorMessage) ? 'failed' : 'succeeded';
}

/** Any non-empty value counts as an error, whatever its type. */
const isPresent = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/** The error codes of these outcomes. Undefined if an outcome is not determined by error codes alone. */
export function errorCodesForOutcomes(outcomes: readonly Outcome[]): readonly string[] | undefined {
  if (outcomes.some((outcome) => outcome === 'succeeded' || outcome === 'failed')) return undefined;
  return [...OUTCOMES_BY_CODE].filter(([, outcome]) => outcomes.includes(outcome)).map(([code]) => code);
}
