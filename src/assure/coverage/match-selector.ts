import type { EventSelector, FieldSelector, SelectorOperator } from './trail-logging';

/** What selectors see of an event. */
export interface SelectableEvent {
  /** Values by the names that selectors use. A field that the event does not have is absent. */
  readonly fields: Readonly<Record<string, string>>;
  readonly resources: readonly SelectableResource[];
}

/** A resource of an event, by the names that selectors use. */
export interface SelectableResource {
  readonly 'resources.type': string;
  readonly 'resources.ARN': string;
}

type Test = (value: string, given: string) => boolean;

const equals: Test = (value, given) => value === given;
const startsWith: Test = (value, given) => value.startsWith(given);
const endsWith: Test = (value, given) => value.endsWith(given);

const SELECT: readonly (readonly [SelectorOperator, Test])[] = [
  ['equals', equals],
  ['startsWith', startsWith],
  ['endsWith', endsWith],
];
const DESELECT: readonly (readonly [SelectorOperator, Test])[] = [
  ['notEquals', equals],
  ['notStartsWith', startsWith],
  ['notEndsWith', endsWith],
];

/**
 * Whether a value matches the conditions on its field: one of the operators that select does, and none of those that
 * deselect excludes it. CloudTrail's user guide defines this order under "Filtering data events".
 */
export function matchesField(value: string | undefined, selector: FieldSelector): boolean {
  const meets = ([operator, test]: readonly [SelectorOperator, Test]): boolean =>
    value !== undefined && (selector[operator] ?? []).some((given) => test(value, given));
  const selects = SELECT.filter(([operator]) => selector[operator]?.length);
  return (selects.length === 0 || selects.some(meets)) && !DESELECT.some(meets);
}

/** Whether a selector logs an event: each field matches, and those of `resources` match the same resource. */
export function matchesSelector(
  { fields, resources }: SelectableEvent,
  { fieldSelectors }: EventSelector,
): boolean {
  const ofResources = fieldSelectors.filter(isOfResources);
  return (
    fieldSelectors.every((one) => isOfResources(one) || matchesField(fields[one.field], one)) &&
    (ofResources.length === 0 ||
      resources.some((resource) =>
        ofResources.every((one) => matchesField(resource[one.field as keyof SelectableResource], one)),
      ))
  );
}

const isOfResources = ({ field }: FieldSelector): boolean => field.startsWith('resources.');
