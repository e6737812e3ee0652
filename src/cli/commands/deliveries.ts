import { type Command, Option } from 'commander';
import type { Deliveries } from '../../query/deliveries-answer';
import type { DeliveriesQuery } from '../../query/deliveries-query';
import { formatCount } from '../../query/format-count';
import { jsonLine } from '../output/control-characters';
import { formatDeliveryCsv, formatDeliveryTables, formatLegend } from '../output/deliveries';
import { type Io, write } from '../output/io';
import { onceNoter } from '../output/page-notices';
import { command } from '../shell/command';
import { withAudit } from '../shell/connect';
import { addPlaceOptions, outputOption, type PlaceOptions, repeated, timeZoneOption } from '../shell/options';

const FORMATS = ['table', 'json', 'csv'] as const;

interface DeliveriesCommandOptions extends PlaceOptions {
  account?: string[];
  eventRegion?: string[];
  since?: string;
  until?: string;
  timeZone: string;
  output: (typeof FORMATS)[number];
}

const EXAMPLES = [
  '--local ./audit --since 2026-03-01 --until 2026-04-01',
  '--stack Audit --account 111122223333 --output csv',
];

const GUIDE = `
CloudTrail delivers log files and, for each hour, a signed digest that names them. A day has the worst state of its
hours. docs/completeness.md says what the states mean, and "ddb-audit verify" how a data folder gets them.`;

export const deliveriesCommand = (io: Io): Command =>
  command(
    'deliveries',
    'Show which days of delivery are proven, for each account and Region, and what is not',
    [addPlaceOptions],
    EXAMPLES,
  )
    .addOption(new Option('--account <id>', 'Account whose events the log files hold').argParser(repeated))
    .addOption(
      new Option('--event-region <region>', 'Region whose events the log files hold').argParser(repeated),
    )
    .option('--since <time>', 'Earliest time of delivery, inclusive (default: 30 days before --until)')
    .option('--until <time>', 'Latest time of delivery, exclusive (default: now)')
    .addOption(timeZoneOption())
    .addOption(outputOption(io, FORMATS, 'json'))
    .addHelpText('after', GUIDE)
    .action((options: DeliveriesCommandOptions) =>
      withAudit(io, options, async ({ log }) => {
        const { account, eventRegion, since, until, timeZone, output } = options;
        const query: DeliveriesQuery = { account, eventRegion, since, until, timeZone };
        const deliveries = await log.deliveries(query, { signal: io.signal });
        await write(io.stdout, await FORMATTERS[output](deliveries, io));
        if (output !== 'json') await onceNoter(io)(describe(deliveries, output));
      }),
    );

const FORMATTERS: Record<
  DeliveriesCommandOptions['output'],
  (deliveries: Deliveries, io: Io) => string | Promise<string>
> = {
  json: (deliveries) => `${jsonLine(deliveries)}\n`,
  csv: formatDeliveryCsv,
  table: formatDeliveryTables,
};

/** Says what the answer is about and what it lacks. */
function describe(deliveries: Deliveries, output: string): string[] {
  const { since, until, places, unproven, notices } = deliveries;
  const range = `between ${since} and ${until}`;
  const isTable = output === 'table';
  return [
    ...(isTable && places.listed.length > 0 ? [`${formatLegend(deliveries)}.`] : []),
    places.expected === 0
      ? `Nothing is known of deliveries ${range}.`
      : `Proven: ${formatCount(places.proven)} of ${formatCount(places.expected)} accounts and Regions, for deliveries ${range}.`,
    ...(places.omitted > 0
      ? [`The worst ${formatCount(places.listed.length)} are shown. Narrow the question with --account.`]
      : []),
    ...(isTable && unproven.omitted > 0
      ? [`${formatCount(unproven.omitted)} more stretches of time are not proven. Use --account or --since.`]
      : []),
    ...notices,
  ];
}
