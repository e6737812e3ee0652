import * as z from 'zod';
import { toAdvancedSelectors } from './basic-selectors';
import type { EventSelector } from './trail-logging';

const values = z.array(z.string()).nullish();
const selectorsSchema = z.object({
  AdvancedEventSelectors: z
    .array(
      z.strictObject({
        Name: z.string().nullish(),
        FieldSelectors: z.array(
          // Strict: an operator that is left out would make the trail log more than it does.
          z.strictObject({
            Field: z.string(),
            Equals: values,
            NotEquals: values,
            StartsWith: values,
            NotStartsWith: values,
            EndsWith: values,
            NotEndsWith: values,
          }),
        ),
      }),
    )
    .nullish(),
  EventSelectors: z
    .array(
      z.object({
        ReadWriteType: z.enum(['All', 'ReadOnly', 'WriteOnly']).default('All'),
        IncludeManagementEvents: z.boolean().default(true),
        DataResources: z
          .array(z.object({ Type: z.string(), Values: z.array(z.string()).default([]) }))
          .default([]),
        ExcludeManagementEventSources: z.array(z.string()).default([]),
      }),
    )
    .nullish(),
});

/**
 * Reads the selectors in an answer of `cloudtrail:GetEventSelectors`.
 * @throws ZodError for anything else
 */
export function parseSelectors(answer: unknown): EventSelector[] {
  const { AdvancedEventSelectors, EventSelectors } = selectorsSchema.parse(answer);
  if (!AdvancedEventSelectors?.length) return toAdvancedSelectors(EventSelectors ?? []);
  return AdvancedEventSelectors.map(({ Name, FieldSelectors }) => ({
    ...(Name && { name: Name }),
    fieldSelectors: FieldSelectors.map(({ Field, ...operators }) => ({
      field: Field,
      ...Object.fromEntries(
        Object.entries(operators)
          .filter(([, given]) => given?.length)
          .map(([operator, given]) => [operator.charAt(0).toLowerCase() + operator.slice(1), given]),
      ),
    })),
  }));
}
