import * as z from 'zod';
import { isObject } from '../audit/json';
import { describeIssue } from '../describe-issue';
import { AuditTrailError } from '../errors';

/** A name that no object of input can have: the parser leaves such a member out, and does not say so. */
const LEFT_OUT = '__proto__';

/**
 * Parses outside input with a schema.
 * @throws AuditTrailError `InvalidArgument`, naming each wrong part, its value and what is allowed
 */
export function parseInput<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  checkNames(input);
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

/** Without this, the key `{"__proto__":"1","orderId":"42"}` would ask for more items than those with both. */
function checkNames(input: unknown): void {
  if (!isObject(input)) return;
  for (const [name, part] of Object.entries(input)) {
    if (!isObject(part) || !Object.hasOwn(part, LEFT_OUT)) continue;
    throw new AuditTrailError(
      'InvalidArgument',
      `${name} has a member ${JSON.stringify(LEFT_OUT)}. A member of this name cannot be asked for: leave it out.`,
    );
  }
}
