import * as z from 'zod';
import { notices, searched } from './answer-schemas';
import { coverageSchema } from './coverage-schemas';

export const policySchema = z
  .strictObject({
    policy: z
      .strictObject({
        Version: z.literal('2012-10-17'),
        Statement: z.array(
          z.strictObject({
            Effect: z.literal('Allow'),
            Action: z.array(z.string()),
            Resource: z.union([z.array(z.string()), z.literal('*')]),
          }),
        ),
      })
      .optional()
      .describe('Absent if no call was found that a policy could allow.'),
    calls: z.int().describe('Number of calls that the policy was made from.'),
    complete: z.boolean().describe('True if every matching call was read.'),
    searched,
    coverage: coverageSchema,
    notices,
  })
  .meta({ id: 'Policy', description: 'The least-privilege IAM policy for the calls of a principal.' });
