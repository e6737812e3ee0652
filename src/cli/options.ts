import { type Command, InvalidArgumentError, Option } from 'commander';
import { ACCESSES, OUTCOMES, PLANES, RISK_LEVELS, SERVICES } from '../audit/audit-record';
import type { AuditQuery } from '../query/query';
import { ENVIRONMENT } from '../settings/environment';
import type { Io } from './io';

/** Where the audit is: a data folder, or tables in AWS. */
export interface PlaceOptions {
  local?: string;
  tableName?: string;
  ledgerTableName?: string;
  profile?: string;
  region?: string;
  endpointUrl?: string;
}

const placeOptions = (): Option[] => [
  new Option('--local <dir>', 'data folder on this machine'),
  new Option('--table-name <name>', `audit table in AWS (default: $${ENVIRONMENT.auditTableName})`),
  new Option('--ledger-table-name <name>', `ledger table in AWS (default: $${ENVIRONMENT.ledgerTableName})`),
  new Option('--profile <name>', 'AWS profile for credentials and Region'),
  new Option('--region <region>', 'AWS Region that the tables are in'),
  new Option('--endpoint-url <url>', 'another DynamoDB endpoint'),
];

export const addPlaceOptions = (command: Command): Command => {
  for (const option of placeOptions()) command.addOption(option);
  return command;
};

/** A filter flag: the query field it fills, its value, and the values it may have. */
type Filter = readonly [
  flag: string,
  field: keyof AuditQuery,
  value: string,
  description: string,
  choices?: readonly string[],
];

/** Each may be given several times: any of its values will do. Different filters must all hold. */
const FILTERS: readonly Filter[] = [
  ['--resource', 'resource', 'arn', 'ARN of an affected resource'],
  ['--table', 'table', 'name', 'table name or ARN'],
  ['--principal', 'principal', 'id', 'stable principal id: the user or role ARN, not the session'],
  ['--session', 'session', 'name', 'role session name, or the source identity behind it'],
  ['--action', 'action', 'name', 'operation, as DeleteTable (of any service) or dax:TagResource'],
  ['--service', 'service', 'name', 'API family', SERVICES],
  ['--plane', 'plane', 'plane', 'control: managing resources; data: reading and writing items', PLANES],
  ['--access', 'access', 'access', 'kind of access', ACCESSES],
  ['--category', 'category', 'name', 'group of operations, as backup or item'],
  ['--outcome', 'outcome', 'outcome', 'how the call ended', OUTCOMES],
  ['--error', 'errorCode', 'code', 'error code, as AccessDenied'],
  ['--access-key', 'accessKey', 'id', 'access key id'],
  ['--source-ip', 'sourceIp', 'address', 'source address, or the AWS service that called'],
  ['--account', 'accountId', 'id', 'account that received the event'],
  ['--event-region', 'region', 'region', 'Region of the event (--region is that of the tables)'],
];

const TIME = 'ISO 8601, or a span before now as 15m, 2h30m, 30d';

function repeatable([flag, , value, description, choices]: Filter): Option {
  const option = new Option(`${flag} <${value}>`, description);
  if (choices) option.choices(choices);
  return option.argParser((text: string, before: string[] | undefined) => {
    if (choices && !choices.includes(text)) {
      throw new InvalidArgumentError(`Allowed choices are ${choices.join(', ')}.`);
    }
    return [...(before ?? []), text];
  });
}

/** Adds the filters of a query but for its times; `toQuery` reads them back. */
export function addFilterOptions(command: Command): Command {
  for (const filter of FILTERS) command.addOption(repeatable(filter));
  return command
    .option(
      '--related',
      'also what belongs to the named tables: indexes, streams, backups, exports, restores',
    )
    .addOption(new Option('--risk <level>', 'this risk level or a higher one').choices(RISK_LEVELS))
    .option('--partial', 'answer with what the indexes hold where none holds everything asked for');
}

/** Adds the time range of a query. */
export const addTimeOptions = (command: Command): Command =>
  command
    .option('--since <time>', `earliest event time, inclusive: ${TIME}`)
    .option('--until <time>', 'latest event time, exclusive: as --since');

export const addOrderOption = (command: Command): Command =>
  command.addOption(
    new Option('--order <order>', 'desc: newest first; asc: oldest first')
      .choices(['asc', 'desc'])
      .default('desc'),
  );

/** The query that the options ask. Only what was given is in it. */
export function toQuery(options: Record<string, unknown>): AuditQuery {
  const fields: [flag: string, field: keyof AuditQuery][] = [
    ...FILTERS.map(([flag, field]): [string, keyof AuditQuery] => [flag, field]),
    ...(['related', 'risk', 'since', 'until', 'order', 'partial'] as const).map(
      (field): [string, keyof AuditQuery] => [`--${field}`, field],
    ),
  ];
  return Object.fromEntries(
    fields
      .map(([flag, field]) => [field, options[camelCase(flag)]])
      .filter(([, value]) => value !== undefined),
  );
}

const camelCase = (flag: string): string =>
  flag.slice(2).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** A count of records: a whole number above 0, or `all`. */
export function parseLimit(text: string): number {
  if (text === 'all') return Number.POSITIVE_INFINITY;
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new InvalidArgumentError('A number above 0, or all.');
  return Number(text);
}

/** `--output`, with what stdout is as its default. */
export function outputOption<Format extends string>(
  io: Io,
  formats: readonly Format[],
  otherwise: Format,
): Option {
  const onTerminal = formats.find((format) => format === 'table') ?? otherwise;
  return new Option('--output <format>', 'form of the answer')
    .choices(formats)
    .default(io.stdout.isTTY ? onTerminal : otherwise, `table on a terminal, ${otherwise} otherwise`);
}

export const addColourOptions = (command: Command): Command =>
  command
    .option('--color', 'use colours, also where stdout is no terminal')
    .option('--no-color', 'use no colours');

/** Colours on a terminal only, unless told; NO_COLOR and TERM=dumb are heeded. */
export function wantsColour(io: Io, { color }: { color?: boolean }): boolean {
  if (color !== undefined) return color;
  return Boolean(io.stdout.isTTY) && !io.env.NO_COLOR && io.env.TERM !== 'dumb';
}
