import { toOutcome } from '../../src/audit/outcome';

it.each([
  [undefined, undefined, 'succeeded'],
  ['AccessDenied', 'no', 'denied'],
  ['AccessDeniedException', undefined, 'denied'],
  ['VpceAccessDenied', undefined, 'denied'],
  ['UnauthorizedOperation', undefined, 'denied'],
  ['ThrottlingException', undefined, 'throttled'],
  ['ProvisionedThroughputExceededException', undefined, 'throttled'],
  ['RequestLimitExceeded', undefined, 'throttled'],
  ['LimitExceededException', undefined, 'throttled'],
  ['ConditionalCheckFailedException', 'The conditional request failed', 'failed'],
  ['toString', undefined, 'failed'],
  [undefined, 'Failed without a code', 'failed'],
  ['', '', 'succeeded'],
  [null, null, 'succeeded'],
  [403, null, 'failed'],
])('errorCode %s and errorMessage %s: %s', (errorCode, errorMessage, outcome) => {
  expect(toOutcome(errorCode, errorMessage)).toBe(outcome);
});
