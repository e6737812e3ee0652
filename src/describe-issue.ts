import type * as z from 'zod';
import { suggestNames } from './near-names';

const MAXIMUM_SHOWN = 200;

/** How a message names the input: what an unknown member of it is called, and its known members. */
interface DescribedInput {
  readonly noun: string;
  readonly known: readonly string[];
}

/**
 * Says in a sentence what is wrong with a part of outside input: its name, what it must be, and the value given.
 * @param name name of the part in the input
 */
export function describeIssue(
  issue: z.core.$ZodIssue,
  name: string,
  { noun, known }: DescribedInput,
): string {
  if (issue.code === 'unrecognized_keys') {
    const isOuter = issue.path.length === 0;
    const place = isOuter ? '' : ` in ${name}`;
    return issue.keys
      .map((key) => `Unknown ${noun} "${key}"${place}.${isOuter ? suggestNames(key, known) : ''}`)
      .join('\n');
  }
  const near =
    issue.code === 'invalid_value' && typeof issue.input === 'string'
      ? suggestNames(issue.input, issue.values.map(String))
      : '';
  return `${name} ${describeExpectation(issue)}${describeInput(issue.input)}.${near}`;
}

const describeExpectation = (issue: z.core.$ZodIssue): string => {
  switch (issue.code) {
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
    case 'invalid_union':
      // Of a union that a member tells apart, zod gives the values of that member.
      if ('options' in issue && Array.isArray(issue.options))
        return `must be one of ${issue.options.join(', ')}`;
      return describeMessage(issue);
    case 'invalid_type':
      return `must be ${ARTICLES[issue.expected] ?? issue.expected}`;
    case 'too_small':
      if (COUNTED[issue.origin] && issue.minimum === 1) return 'must not be empty';
      return `must ${COUNTED[issue.origin]?.(`at least ${issue.minimum}`) ?? `be at least ${issue.minimum}`}`;
    case 'too_big':
      return `must ${COUNTED[issue.origin]?.(`at most ${issue.maximum}`) ?? `be at most ${issue.maximum}`}`;
    default:
      return describeMessage(issue);
  }
};

const describeMessage = ({ message }: z.core.$ZodIssue): string =>
  message.startsWith('must ') ? message : `is invalid: ${message}`;

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
