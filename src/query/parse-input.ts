import * as z from 'zod';
import { AuditTrailError } from '../errors';
import { suggestNames } from './near-names';

const MAXIMUM_SHOWN = 200;

/**
 * Parses outside input with a schema.
 * @throws AuditTrailError `InvalidArgument`, naming each wrong part, its value and what is allowed
 */
export function parseInput<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const parsed = schema.safeParse(input, { reportInput: true });
  if (parsed.success) return parsed.data;
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const described = parsed.error.issues.map((issue) => describeIssue(issue, known));
  throw new AuditTrailError('InvalidArgument', described.join('\n'), {
    cause: parsed.error,
  });
}

function describeIssue(issue: z.core.$ZodIssue, known: readonly string[]): string {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `Unknown parameter "${key}".${suggestNames(key, known)}`).join('\n');
  }
  // The value says which element of a list it is.
  const name = issue.path.filter((part) => typeof part !== 'number').join('.') || 'query';
  const near =
    issue.code === 'invalid_value' ? suggestNames(String(issue.input), issue.values.map(String)) : '';
  return `${name} ${describeExpectation(issue)}${describeInput(issue.input)}.${near}`;
}

const describeExpectation = (issue: z.core.$ZodIssue): string => {
  switch (issue.code) {
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
    case 'invalid_type':
      return `must be ${ARTICLES[issue.expected] ?? issue.expected}`;
    case 'too_small':
      if (issue.origin === 'string' && issue.minimum === 1) return 'must not be empty';
      return `must ${COUNTED[issue.origin]?.(`at least ${issue.minimum}`) ?? `be at least ${issue.minimum}`}`;
    case 'too_big':
      return `must ${COUNTED[issue.origin]?.(`at most ${issue.maximum}`) ?? `be at most ${issue.maximum}`}`;
    default:
      return issue.message.startsWith('must ') ? issue.message : `is invalid: ${issue.message}`;
  }
};

const ARTICLES: Readonly<Record<string, string>> = {
  string: 'a string',
  boolean: 'true or false',
  array: 'a list',
  number: 'a number',
  int: 'a whole number',
  object: 'an object',
  record: 'an object',
};

const COUNTED: Readonly<Record<string, (count: string) => string>> = {
  array: (count) => `have ${count} values`,
  string: (count) => `have ${count} characters`,
};

function describeInput(input: unknown): string {
  if (input === undefined) return ', but is missing';
  const given = JSON.stringify(input) ?? String(input);
  return `, but is ${given.length > MAXIMUM_SHOWN ? `${given.slice(0, MAXIMUM_SHOWN)}…` : given}`;
}
