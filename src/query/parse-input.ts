import * as z from 'zod';
import { describeIssue } from '../describe-issue';
import { AuditTrailError } from '../errors';

/**
 * Parses outside input with a schema.
 * @throws AuditTrailError `InvalidArgument`, naming each wrong part, its value and what is allowed
 */
export function parseInput<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const parsed = schema.safeParse(input, { reportInput: true });
  if (parsed.success) return parsed.data;
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const described = parsed.error.issues.map((issue) => {
    // The value says which element of a list it is.
    const name = issue.path.filter((part) => typeof part !== 'number').join('.') || 'query';
    return describeIssue(issue, name, { noun: 'parameter', known });
  });
  throw new AuditTrailError('InvalidArgument', described.join('\n'), {
    cause: parsed.error,
  });
}
