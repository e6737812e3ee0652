import { AuditTrailError } from '../errors';
import { suggestNames } from '../near-names';
import { type FilterValues, VALUE_FILTERS, type ValueFilter } from './match-record';
import { parseInput } from './parse-input';
import { querySchema } from './query';

const camelCase = (name: string): string =>
  name.replace(/^--/, '').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

const isValueFilter = (name: string): name is ValueFilter =>
  (VALUE_FILTERS as readonly string[]).includes(name);

/**
 * Parses exclusions, each `FILTER=VALUE`. The filter may be written as on the command line: `source-ip`.
 * @throws AuditTrailError `InvalidArgument` for another form, or a filter that cannot be excluded
 */
export function parseExclude(exclusions: readonly string[]): FilterValues {
  const parsed: Partial<Record<ValueFilter, string[]>> = {};
  for (const exclusion of exclusions) {
    const [, given = '', value = ''] = /^([^=]+)=(.+)$/s.exec(exclusion) ?? [];
    const name = camelCase(given);
    if (value === '') {
      throw new AuditTrailError(
        'InvalidArgument',
        `exclude must be FILTER=VALUE, such as action=GetItem, but is ${JSON.stringify(exclusion)}.`,
      );
    }
    if (!isValueFilter(name)) {
      throw new AuditTrailError(
        'InvalidArgument',
        `exclude cannot use the filter "${given}".${suggestNames(name, VALUE_FILTERS)} Use one of ${VALUE_FILTERS.join(', ')}.`,
      );
    }
    // Checks values of filters that have a fixed list of them.
    parseInput(querySchema, { [name]: name === 'risk' ? value : [value] });
    const values = parsed[name] ?? [];
    values.push(value);
    parsed[name] = values;
  }
  return parsed;
}
