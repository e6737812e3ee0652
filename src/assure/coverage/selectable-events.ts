import type { AskedOperation } from './asked-operations';
import { conditionsOn, typicalValues } from './field-values';
import type { SelectableEvent, SelectableResource } from './match-selector';
import type { EventSelector } from './trail-logging';

/** Who is asked about: ARNs of identities, or how those of a role's sessions begin. */
export interface AskedIdentity {
  readonly arn: string;
  readonly isPrefix: boolean;
}

export const ARN = 'resources.ARN';
const IDENTITY = 'userIdentity.arn';
/** Fields whose value an operation decides. */
export const FIXED = new Set([
  'eventCategory',
  'eventSource',
  'eventType',
  'eventName',
  'readOnly',
  'resources.type',
]);
/** More combinations of values are not compared: the answer is then that some events are logged. */
const MAXIMUM_COMBINATIONS = 5_000;

/** Fields that events may have any value in, each with values that stand for all. */
export function openFields(
  selectors: readonly EventSelector[],
  identities: readonly AskedIdentity[] | undefined,
): [field: string, values: readonly string[]][] {
  const names = new Set(selectors.flatMap(({ fieldSelectors }) => fieldSelectors.map(({ field }) => field)));
  return [...names]
    .filter((field) => !FIXED.has(field) && field !== ARN)
    .map((field) => {
      const conditions = conditionsOn(selectors, field);
      if (field !== IDENTITY || identities === undefined) return [field, typicalValues(conditions)];
      const values = identities.flatMap(({ arn, isPrefix }) =>
        isPrefix ? typicalValues(conditions, arn) : [arn],
      );
      return [field, [...new Set(values)]];
    });
}

/** All events of an operation that conditions can tell apart. `undefined` if they are too many. */
export function toEvents(
  { eventName, eventSource, readOnly }: AskedOperation,
  eventCategory: string,
  resources: readonly (readonly SelectableResource[])[],
  open: readonly [string, readonly string[]][],
): SelectableEvent[] | undefined {
  const count = open.reduce((product, [, values]) => product * values.length, resources.length);
  if (count > MAXIMUM_COMBINATIONS) return undefined;
  const fixed = {
    eventCategory,
    eventName,
    eventSource,
    eventType: 'AwsApiCall',
    readOnly: String(readOnly),
  };
  const fields = open.reduce<Record<string, string>[]>(
    (found, [field, values]) => found.flatMap((one) => values.map((value) => ({ ...one, [field]: value }))),
    [fixed],
  );
  return resources.flatMap((some) => fields.map((one) => ({ fields: one, resources: some })));
}
