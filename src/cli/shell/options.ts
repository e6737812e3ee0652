import { type Command, InvalidArgumentError, Option } from 'commander';
import { ACCESSES, OUTCOMES, PLANES, RISK_LEVELS, SERVICES } from '../../audit/audit-record';
import { CATEGORIES } from '../../audit/categories';
import { suggestNames } from '../../query/near-names';
import type { AuditQuery } from '../../query/query';
import { RULE_IDS } from '../../rules/risk-rules';
import { ENVIRONMENT } from '../../settings/environment';
import type { Io } from '../output/io';

/** Options that locate the audit: in a data folder, or in tables in AWS. */
export interface PlaceOptions {
  local?: string;
  stack?: string;
  tableName?: string;
  ledgerTableName?: string;
  profile?: string;
  region?: string;
  endpointUrl?: string;
}

const placeOptions = (): Option[] => [
  new Option('--local <dir>', 'Data folder on this machine'),
  new Option(
    '--stack <name>',
    `Name or ARN of the deployed stack, to find its tables and queues (default: $${ENVIRONMENT.stackName})`,
  ),
  new Option(
    '--table-name <name>',
    `Name of the audit table in AWS (default: $${ENVIRONMENT.auditTableName})`,
  ),
  new Option(
    '--ledger-table-name <name>',
    `Name of the ledger table in AWS (default: $${ENVIRONMENT.ledgerTableName})`,
  ),
  ...awsOptions('stack and its tables', 'DynamoDB'),
];

const awsOptions = (place: string, service: string): Option[] => [
  new Option('--profile <name>', 'AWS profile to take credentials and Region from'),
  new Option('--region <region>', `AWS Region of the ${place}`),
  new Option('--endpoint-url <url>', `URL of another ${service} endpoint`).argParser(parseUrl),
];

/** Options to read from S3. */
export const s3Options = (): Option[] => awsOptions('bucket', 'S3');

function parseUrl(text: string): string {
  if (URL.canParse(text) && /^https?:/.test(text)) return text;
  throw new InvalidArgumentError('It must be a URL that starts with https:// or http://.');
}

/** Adds the options that locate a deployed audit. */
export const addDeploymentOptions = (command: Command): Command => {
  for (const option of placeOptions()) if (option.long !== '--local') command.addOption(option);
  return command;
};

export const addPlaceOptions = (command: Command): Command => {
  for (const option of placeOptions()) command.addOption(option);
  return command;
};

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

const TIME = 'a date or time, such as "2026-05-01 10:00", or a time span before now, such as 15m or 30d';

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
    return [...(before ?? []), text];
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
    .option('--partial', 'Return partial results when no index covers the whole question');
}

export const timeZoneOption = (): Option =>
  new Option('--time-zone <zone>', 'Time zone of times without an offset, for example Europe/Berlin').default(
    'UTC',
  );

/** Adds the time range of a query. */
export const addTimeOptions = (command: Command): Command =>
  command
    .option('--since <time>', `Earliest event time, inclusive: ${TIME}`)
    .option('--until <time>', 'Latest event time, exclusive: same forms as --since')
    .addOption(timeZoneOption());

export const addOrderOption = (command: Command): Command =>
  command.addOption(
    new Option('--order <order>', 'Sort order. desc: newest first; asc: oldest first')
      .choices(['asc', 'desc'])
      .default('desc'),
  );

/** Makes a query of the options that were given. */
export function toQuery(options: Record<string, unknown>): AuditQuery {
  const fields: [flag: string, field: keyof AuditQuery][] = [
    ...FILTERS.map(([flag, field]): [string, keyof AuditQuery] => [flag, field]),
    ...(['related', 'exact', 'mfa', 'risk', 'since', 'until', 'order', 'partial'] as const).map(
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

/** Parses a number of records: a whole number above 0, or `all`. */
export function parseLimit(text: string): number {
  if (text === 'all') return Number.POSITIVE_INFINITY;
  if (!/^[1-9]\d{0,9}$/.test(text))
    throw new InvalidArgumentError('It must be a whole number above 0, or "all".');
  return Number(text);
}

/** `--output`. Its default depends on whether stdout is a terminal. */
export function outputOption<Format extends string>(
  io: Io,
  formats: readonly Format[],
  otherwise: Format,
): Option {
  const onTerminal = formats.find((format) => format === 'table') ?? otherwise;
  return new Option('--output <format>', 'Output format')
    .choices(formats)
    .default(io.stdout.isTTY ? onTerminal : otherwise, `table on a terminal, ${otherwise} otherwise`);
}
