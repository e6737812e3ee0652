import { type Command, InvalidArgumentError, Option } from 'commander';
import { ACCESSES, OUTCOMES, PLANES, RISK_LEVELS, SERVICES } from '../../audit/audit-record';
import { CATEGORIES } from '../../audit/categories';
import { suggestNames } from '../../near-names';
import type { AuditQuery } from '../../query/query';
import { RULE_IDS } from '../../rules/risk-rules';
import { repeated } from './options';

/** A filter flag: the query field it sets, a name for its value, and its allowed values. */
type Filter = readonly [
  flag: string,
  field: keyof AuditQuery,
  value: string,
  description: string,
  choices?: readonly string[],
];

/** A filter can be repeated: any of its values matches. Different filters must all match. */
const FILTERS: readonly Filter[] = [
  ['--resource', 'resource', 'arn', 'ARN of an affected resource'],
  ['--table', 'table', 'name', 'Table name, ARN, or prefix such as Cust*'],
  ['--principal', 'principal', 'name', 'Name or ARN of the user or role, or prefix such as deploy*'],
  ['--principal-type', 'principalType', 'type', 'Type of the principal, for example IAMUser or Root'],
  ['--session', 'session', 'name', 'Role session name, source identity or IAM Identity Center user ID'],
  [
    '--action',
    'action',
    'name',
    'Operation, for example DeleteTable (of any service), dax:TagResource or Delete*',
  ],
  ['--service', 'service', 'name', 'API family', SERVICES],
  [
    '--plane',
    'plane',
    'plane',
    'control: calls that manage resources; data: calls that read or write items',
    PLANES,
  ],
  ['--access', 'access', 'access', 'Kind of access', ACCESSES],
  ['--category', 'category', 'name', 'Group of operations', CATEGORIES],
  ['--outcome', 'outcome', 'outcome', 'Result of the call', OUTCOMES],
  ['--error', 'error', 'code', 'Error code, for example AccessDenied'],
  ['--rule', 'rule', 'id', 'Risk rule that matches, for example ddb-export-to-s3', RULE_IDS],
  ['--access-key', 'accessKey', 'id', 'Access key ID'],
  [
    '--source-ip',
    'sourceIp',
    'address',
    'Source IP address, network such as 203.0.113.0/24, or the AWS service that made the call',
  ],
  ['--exclude', 'exclude', 'filter=value', 'Value to leave out, for example action=GetItem'],
  ['--account', 'account', 'id', 'ID of the account that received the event'],
  ['--event-region', 'eventRegion', 'region', 'Region of the event (--region is the Region of the tables)'],
];

const FILTER_GUIDE = `
A filter that is repeated matches any of its values. Different filters must all match.`;

function repeatable([flag, , value, description, choices]: Filter): Option {
  const option = new Option(`${flag} <${value}>`, description);
  if (choices) option.choices(choices);
  return option.argParser((text: string, before: string[] | undefined) => {
    if (choices && !choices.includes(text)) {
      throw new InvalidArgumentError(
        `Allowed values are ${choices.join(', ')}.${suggestNames(text, choices)}`,
      );
    }
    return repeated(text, before);
  });
}

/** Adds the filters of a query, without its time range. `toQuery` reads them back. */
export function addFilterOptions(command: Command): Command {
  for (const filter of FILTERS) command.addOption(repeatable(filter));
  return command
    .addHelpText('after', FILTER_GUIDE)
    .option('--exact', 'Only calls that name the table itself, not only an index, stream or export of it')
    .addOption(
      new Option('--mfa <answer>', 'Whether the session was authenticated with MFA').choices(['yes', 'no']),
    )
    .option('--related', 'Include indexes, streams, backups, exports and restores of the named tables')
    .addOption(new Option('--risk <level>', 'Minimum risk level').choices(RISK_LEVELS))
    .option(
      '--partial',
      'Return partial results when indexes and activity entries do not find the whole answer',
    )
    .addOption(alteredOption());
}

export const alteredOption = (): Option =>
  new Option('--altered', 'Show what log files have now that changed after they were ingested');

/**
 * Adds some of these filters. `toQuery` reads them back.
 * @param chosen fields of the query, with a description in place of the usual one
 */
export const addFilters =
  (chosen: { readonly [Field in keyof AuditQuery]?: string | undefined }) =>
  (command: Command): Command => {
    for (const filter of FILTERS) {
      const [flag, field, value, description, ...choices] = filter;
      if (!(field in chosen)) continue;
      command.addOption(repeatable([flag, field, value, chosen[field] ?? description, ...choices]));
    }
    return command.addHelpText('after', FILTER_GUIDE);
  };

/** Makes a query of the options that were given. */
export function toQuery(options: Record<string, unknown>): AuditQuery {
  const fields: [flag: string, field: keyof AuditQuery][] = [
    ...FILTERS.map(([flag, field]): [string, keyof AuditQuery] => [flag, field]),
    ...(['related', 'exact', 'mfa', 'risk', 'since', 'until', 'order', 'partial', 'altered'] as const).map(
      (field): [string, keyof AuditQuery] => [`--${field}`, field],
    ),
    ['--time-zone', 'timeZone'],
  ];
  return Object.fromEntries(
    fields
      .map(([flag, field]) => [field, options[camelCase(flag)]])
      .filter(([, value]) => value !== undefined),
  );
}

const camelCase = (flag: string): string =>
  flag.slice(2).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
