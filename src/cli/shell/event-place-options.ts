import { type Command, Option } from 'commander';
import type { EventPlace } from '../../query/event-place';
import { alteredOption } from './filter-options';
import { repeated, timeZoneOption } from './options';

/** Options that say where to look for an event without a record of its own. */
export interface EventPlaceOptions {
  since?: string;
  until?: string;
  timeZone?: string;
  table?: string[];
  altered?: boolean;
}

const GUIDE = `
A routine data event may have no record of its own. Then it is looked for in the newest log files. To find an older one, give
its time and table with --since, --until and --table.`;

/** Adds these options. `toEventPlace` reads them back. */
export const addEventPlaceOptions = (command: Command): Command =>
  command
    .addHelpText('after', GUIDE)
    .option('--since <time>', 'Look for an event without a record among calls since this time')
    .option('--until <time>', 'Look for an event without a record among calls before this time')
    .addOption(timeZoneOption())
    .addOption(alteredOption())
    .addOption(
      new Option(
        '--table <name>',
        'Look for an event without a record among calls on this table; can be repeated',
      ).argParser(repeated),
    );

/** A time zone alone says nothing of where to look. */
export const toEventPlace = ({ timeZone, ...given }: EventPlaceOptions): EventPlace => {
  const { since, until, table, altered } = given;
  const isGiven = [since, until, table, altered].some((value) => value !== undefined);
  return isGiven ? { since, until, timeZone, table, altered } : {};
};
