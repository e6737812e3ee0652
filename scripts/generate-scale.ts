/** Generates the figures in docs/scale.md. */
import { DAYS, type Day, ITEM, LIMITS, PEAK, RATES, toBends, toNeeds } from '../bench/support/scale';
import { type GeneratedFiles, readCommitted, replaceSection, writeGenerated } from './generated-files';

/** Two significant digits, so that nobody takes paper for a measurement. */
const format = (value: number): string =>
  Number(value.toPrecision(2)).toLocaleString('en-US', { maximumSignificantDigits: 2 });

const formatMillions = (events: number): string =>
  `${(events / 1_000_000).toLocaleString('en-US', { maximumSignificantDigits: 2 })} million`;

const toTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

type Needs = ReturnType<typeof toNeeds>;

const ROWS: readonly (readonly [string, (needs: Needs, day: Day) => string])[] = [
  ['Accounts × Regions', (_, { places }) => format(places)],
  ['Share of the busiest account and Region', (_, { busiestPlace }) => `${busiestPlace * 100}%`],
  ['Share of its busiest table in that', (_, { busiestTable }) => `${busiestTable * 100}%`],
  ['Log files a day', ({ files }) => format(files)],
  ['Data events a second', ({ eventsASecond }) => format(eventsASecond)],
  ['Messages a second in the queue', ({ messagesASecond }) => format(messagesASecond)],
  ['Log files that wait after an hour without ingest', ({ waitingFiles }) => format(waitingFiles)],
  ['Functions that are busy', ({ functions }) => format(functions)],
  ['Processors that the measured time would keep busy, `records`', ({ processors }) => format(processors)],
  ['Write units a second of the audit table, `records`', ({ auditUnits }) => format(auditUnits.records)],
  ['The same, `activity`', ({ auditUnits }) => format(auditUnits.activity)],
  ['Write units a second of the ledger table', ({ ledgerUnits }) => format(ledgerUnits)],
  [
    'Write units a second of a partition of the busiest table, `records`',
    ({ laneUnits }) => format(laneUnits.records),
  ],
  ['The same, `activity`', ({ laneUnits }) => format(laneUnits.activity)],
  ['Write units a second of the partition of its activity entries', ({ entryUnits }) => format(entryUnits)],
  ['GB that a day stores, `records`', ({ storedGigabytes }) => format(storedGigabytes.records)],
  ['The same, `activity`', ({ storedGigabytes }) => format(storedGigabytes.activity)],
  [`Entries that an item question over ${ITEM.days} days reads`, ({ item }) => format(item.entries)],
  ['MB of them', ({ item }) => format(item.megabytes)],
  ['Read units', ({ item }) => format(item.readUnits)],
  [`Log files whose events it reads, if the item is in ${ITEM.files}`, ({ item }) => format(item.filesRead)],
  ['Seconds at least', ({ item }) => format(item.seconds)],
  ['Dollars', ({ item }) => `$${format(item.dollars)}`],
];

const needs = (): string => {
  const days = DAYS.map((day) => [toNeeds(day), day] as const);
  return toTable(
    ['At the peak', ...DAYS.map(({ dataEvents }) => `${formatMillions(dataEvents)} a day`)],
    ROWS.map(([name, read]) => [name, ...days.map(([needed, day]) => read(needed, day))]),
  );
};

const QUOTA = `${format(LIMITS.tableWriteUnits)} write units a second`;

const BENDS: readonly (readonly [keyof ReturnType<typeof toBends>, string])[] = [
  ['itemSeconds', `One table: an item question over ${ITEM.days} days takes ${ITEM.seconds} s`],
  ['itemDollars', `One table: an item question over ${ITEM.days} days costs $${ITEM.dollars}`],
  [
    'filesOfAPlace',
    `One account and Region: log files reach ${LIMITS.logFileBytes / 1_000_000} MB, and there are more than ${LIMITS.filesADay} a day`,
  ],
  ['tableLanes', 'One table, `records`: its partitions in the index `resource` are full'],
  ['recordsQuota', `\`records\`: the audit table reaches ${QUOTA}`],
  ['functions', `${LIMITS.functions} functions are busy, the default of \`maximumConcurrency\``],
  ['activityQuota', `\`activity\`: the audit table reaches ${QUOTA}`],
  ['ledgerQuota', `The ledger table reaches ${QUOTA}`],
];

const bends = (): string => {
  const limits = toBends();
  return toTable(
    ['Data events a day', 'What happens'],
    [...BENDS]
      .sort(([one], [other]) => limits[one] - limits[other])
      .map(([name, words]) => [formatMillions(limits[name]), words]),
  );
};

const rates = (): string =>
  toTable(
    ['Rate', 'From'],
    [
      [
        `${RATES.microsecondsAnEvent} µs of processor time for a data event with a record`,
        '`npm run bench -- pipeline`',
      ],
      [
        `${RATES.entryBytes.fileAndTable} bytes of activity entries for a file and table, and ${RATES.entryBytes.event} for each data event`,
        '`npm run bench -- cost`, 100 and 1,000 data events a file and table',
      ],
      [
        `${RATES.entriesAFileAndTable.toFixed(2)} entries for a file and table`,
        'an hour ends in two of twelve files',
      ],
      [`1 of ${1 / RATES.filterMisses} entries is not ruled out by its filter`, 'one byte for a slot'],
      [
        `${format(RATES.logBytesAnEvent)} bytes of a data event in a log file`,
        '[bench/README.md](../bench/README.md)',
      ],
      [`The busiest minutes have ${PEAK} times the average`, 'an assumption'],
    ],
  );

export const generateScale = (): GeneratedFiles => ({
  'docs/scale.md': Object.entries({ needs, bends, rates }).reduce(
    (text, [name, generate]) => replaceSection(text, name, 'generate:scale', generate()),
    readCommitted('docs/scale.md'),
  ),
});

if (require.main === module) writeGenerated(generateScale());
