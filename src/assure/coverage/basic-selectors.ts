import type { EventSelector, FieldSelector } from './trail-logging';

/** A basic event selector, as GetEventSelectors returns it. */
export interface BasicSelector {
  readonly ReadWriteType?: 'All' | 'ReadOnly' | 'WriteOnly' | undefined;
  readonly IncludeManagementEvents?: boolean | undefined;
  readonly DataResources?: readonly {
    readonly Type?: string | undefined;
    readonly Values?: readonly string[] | undefined;
  }[];
  readonly ExcludeManagementEventSources?: readonly string[] | undefined;
}

/** `arn:aws:dynamodb`: the resources of a service, in all accounts and Regions. */
const SERVICE_ARN = /^arn:[^:]+:[^:]+$/;

/**
 * Converts basic selectors to advanced ones that log the same events. A basic selector names a table or function by its
 * ARN, objects by the beginning of theirs, and all resources of a service by `arn:aws:dynamodb`.
 */
export const toAdvancedSelectors = (basic: readonly BasicSelector[]): EventSelector[] =>
  basic.flatMap((selector) => {
    const readOnly = toReadOnly(selector.ReadWriteType);
    const sources = selector.ExcludeManagementEventSources ?? [];
    const management: EventSelector = {
      fieldSelectors: [
        { field: 'eventCategory', equals: ['Management'] },
        ...(sources.length > 0 ? [{ field: 'eventSource', notEquals: sources }] : []),
        ...readOnly,
      ],
    };
    const data = (selector.DataResources ?? []).flatMap(({ Type: type = '', Values: values = [] }) =>
      toConditions(type, values).map((conditions) => ({
        fieldSelectors: [
          { field: 'eventCategory', equals: ['Data'] },
          { field: 'resources.type', equals: [type] },
          ...conditions,
          ...readOnly,
        ],
      })),
    );
    return [...(selector.IncludeManagementEvents === false ? [] : [management]), ...data];
  });

function toReadOnly(type: BasicSelector['ReadWriteType'] = 'All'): FieldSelector[] {
  return type === 'All' ? [] : [{ field: 'readOnly', equals: [String(type === 'ReadOnly')] }];
}

/** Without values, a basic selector logs no resource. */
function toConditions(type: string, values: readonly string[]): FieldSelector[][] {
  if (values.some((value) => SERVICE_ARN.test(value))) return [[]];
  const operator = type === 'AWS::S3::Object' ? 'startsWith' : 'equals';
  return values.length > 0 ? [[{ field: 'resources.ARN', [operator]: values }]] : [];
}
