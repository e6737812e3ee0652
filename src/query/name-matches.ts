import { AuditTrailError } from '../errors';
import type { AuditStore } from './audit-store';
import { MAXIMUM_VALUES } from './query';

/** What names are resolved with. */
export interface NameContext {
  readonly store: AuditStore;
  readonly signal: AbortSignal | undefined;
  /** Accounts and Regions that the query asks about: they narrow what a name means. */
  readonly accounts: readonly string[] | undefined;
  readonly regions: readonly string[] | undefined;
}

/** The values that a filter's names stand for. */
export interface ResolvedValues {
  readonly values: readonly string[];
  /** Which values a name stands for. */
  readonly notices: readonly string[];
}

/** What one name or prefix stands for. */
export interface NameMatch {
  /** As given. */
  readonly name: string;
  readonly values: readonly string[];
  /** Whether the caller should know which values these are. */
  readonly isNoted: boolean;
}

/** A value that is used as it is. */
export const asGiven = (value: string): NameMatch => ({ name: value, values: [value], isNoted: false });

/** Words of messages about one filter. */
export interface NameWords {
  /** `tables` */
  readonly noun: string;
  /** `Narrow it with account or eventRegion, or give an ARN.` */
  readonly remedy: string;
}

const MAXIMUM_SHOWN = 3;

/**
 * All values of a filter whose names are resolved.
 * @throws AuditTrailError `Ambiguous` if there are more than 20: how many, the first few, how to narrow
 */
export function collectMatches(matches: readonly NameMatch[], { noun, remedy }: NameWords): ResolvedValues {
  const values = [...new Set(matches.flatMap((match) => match.values))];
  if (values.length > MAXIMUM_VALUES) {
    const names = matches.filter((match) => match.values.length > 1).map(({ name }) => JSON.stringify(name));
    throw new AuditTrailError(
      'Ambiguous',
      `${names.join(', ')} ${names.length > 1 ? 'match' : 'matches'} ${formatMatches(values, noun)}. ` +
        `At most ${MAXIMUM_VALUES} are allowed. ${remedy}`,
    );
  }
  const notices = matches
    .filter(({ isNoted }) => isNoted)
    .map(
      (match) =>
        `${JSON.stringify(match.name)} matches ${formatMatches(match.values, noun, MAXIMUM_VALUES)}.`,
    );
  return { values, notices };
}

function formatMatches(values: readonly string[], noun: string, maximum = MAXIMUM_SHOWN): string {
  const shown = [...values].sort().slice(0, maximum);
  const more = values.length - shown.length;
  const counted = values.length === 1 ? `1 ${noun.slice(0, -1)}` : `${values.length} ${noun}`;
  return `${counted}: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/**
 * The values in the accounts, then in the Regions that a query asks about. Where none is, all are kept: a
 * call of one account can name what belongs to another, and the filters are still applied to it.
 */
export function narrow(values: readonly string[], { accounts, regions }: NameContext): readonly string[] {
  const inAccounts = keepSome(values, (value) => accounts?.includes(toAccount(value)) ?? true);
  return keepSome(inAccounts, (value) => regions?.includes(value.split(':')[3] ?? '') ?? true);
}

function keepSome(values: readonly string[], keep: (value: string) => boolean): readonly string[] {
  const kept = values.filter(keep);
  return kept.length > 0 ? kept : values;
}

/** The account of an ARN, or of the id of another account's principal: `444455556666:AIDA…`. */
const toAccount = (value: string): string =>
  (value.startsWith('arn:') ? value.split(':')[4] : value.split(':')[0]) ?? '';
