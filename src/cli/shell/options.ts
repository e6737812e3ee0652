import { type Command, InvalidArgumentError, Option } from 'commander';
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

export function parseUrl(text: string): string {
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

const TIME = 'a date or time, such as "2026-05-01 10:00", or a time span before now, such as 15m or 30d';

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

/** Parses a number of records: a whole number above 0, or `all`. */
export function parseLimit(text: string): number {
  if (text === 'all') return Number.POSITIVE_INFINITY;
  if (!/^[1-9]\d{0,9}$/.test(text))
    throw new InvalidArgumentError('It must be a whole number above 0, or "all".');
  return Number(text);
}

/** @param counted what is printed, such as `records` */
export const limitOption = (counted: string): Option =>
  new Option('--limit <count>', `Number of ${counted} to print, or "all"`).argParser(parseLimit).default(50);

export const nextTokenOption = (): Option =>
  new Option('--next-token <token>', 'Token from an earlier answer, to continue where it ended');

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

/** Collects the values of an option that can be repeated. */
export const repeated = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value];
