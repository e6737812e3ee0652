import { AuditTrailError } from '../errors';
import type { FilterValues, ValueFilter } from './match-record';
import { checkSourceIp } from './source-ip';

/**
 * What the values of a filter must look like, and why they cannot be a prefix that ends in `*`. It is checked before
 * anything is read.
 */
interface ValueForm {
  readonly check?: (value: string) => void;
  /** Absent if the directory can expand a prefix. */
  readonly noPrefix?: string;
}

/** Whether a value stands for all that begin with it. */
export const isPrefix = (value: string): boolean => value.endsWith('*');

const FORMS = {
  table: {},
  resource: {},
  principal: {},
  action: {},
  account: { check: checkAccount, noPrefix: 'An account is found by its whole ID.' },
  accessKey: { check: checkAccessKey, noPrefix: 'The index holds whole access key IDs.' },
  sourceIp: { check: checkSourceIp, noPrefix: 'Use CIDR notation, such as 203.0.113.0/24.' },
  error: { noPrefix: 'The index holds whole error codes.' },
  session: { noPrefix: 'No index holds sessions, so they are compared as a whole.' },
  eventRegion: { noPrefix: 'Give each Region.' },
  principalType: { noPrefix: 'Give each type.' },
} as const satisfies Partial<Record<ValueFilter, ValueForm>>;

type FormedFilter = keyof typeof FORMS;

/**
 * Checks the form of the values of filters.
 * @throws AuditTrailError `InvalidArgument`, naming the filter, the value and what to give instead
 */
export function checkForms(filters: Pick<FilterValues, FormedFilter>): void {
  for (const [name, form] of Object.entries(FORMS)) {
    const { check, noPrefix }: ValueForm = form;
    for (const value of filters[name as FormedFilter] ?? []) {
      if (value.includes('*')) checkPrefix(name, value, noPrefix);
      else check?.(value);
    }
  }
}

function checkPrefix(name: string, value: string, noPrefix: string | undefined): void {
  const given = JSON.stringify(value);
  if (noPrefix !== undefined) {
    throw new AuditTrailError('InvalidArgument', `${name} cannot contain *, but is ${given}. ${noPrefix}`);
  }
  if (value.indexOf('*') < value.length - 1 || value.length === 1) {
    throw new AuditTrailError(
      'InvalidArgument',
      `${name} can have one *, at the end of a prefix such as Cust*, but is ${given}.`,
    );
  }
}

function checkAccount(value: string): void {
  if (/^\d{12}$/.test(value)) return;
  throw new AuditTrailError(
    'InvalidArgument',
    `account must be an account ID of 12 digits, but is ${JSON.stringify(value)}.`,
  );
}

/** The form of an AccessKeyId in the IAM API reference. */
function checkAccessKey(value: string): void {
  if (/^\w{16,128}$/.test(value)) return;
  throw new AuditTrailError(
    'InvalidArgument',
    'accessKey must be an access key ID of 16 to 128 letters and digits, such as AKIAIOSFODNN7EXAMPLE, ' +
      `but is ${JSON.stringify(value)}.`,
  );
}
