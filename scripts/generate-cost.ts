/** Generates the figures in docs/cost.md and the table of costs in README.md. */
import { toUnits } from '../bench/support/activity-shapes';
import { ACTIVITY_UNITS, MEASURED, PRICES, SHAPES } from '../bench/support/cost-basis';
import {
  type CostLine,
  DEPLOYMENTS,
  type Deployment,
  toFiles,
  toMonthlyCost,
  toTotal,
  WITHOUT_DATA_EVENTS,
} from '../bench/support/deployment-cost';
import { toFolderCost, toPlaceCost } from '../bench/support/reconcile-cost';
import { type DataEventDetail, toShapeDollars } from '../bench/support/shape-cost';
import { STORAGE_OVERHEAD_BYTES } from '../test/support/dynamodb-cost';
import { type GeneratedFiles, readCommitted, replaceSection, writeGenerated } from './generated-files';

const MONTHS = [1, 12, 36] as const;
const RETENTIONS = [undefined, 365, 90] as const;
const DETAILS = ['records', 'activity'] as const satisfies readonly DataEventDetail[];
const SIZES = [WITHOUT_DATA_EVENTS, ...DEPLOYMENTS];

const toRow = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const toTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [toRow(head), `|${'---|'.repeat(head.length)}`, ...rows.map(toRow)].join('\n');

const formatNumber = (
  value: number,
  minimumFractionDigits: number,
  maximumFractionDigits = minimumFractionDigits,
) => value.toLocaleString('en-US', { minimumFractionDigits, maximumFractionDigits });

/** Cents, or more digits where the price has them. */
const formatPrice = (dollars: number): string => {
  if (Number.isInteger(dollars)) return `$${dollars}`;
  return `$${dollars < 0.001 ? dollars.toPrecision(3) : formatNumber(dollars, 2, 3)}`;
};

/** Cents below $10, whole dollars above. */
const formatDollars = (dollars: number): string => {
  if (dollars === 0) return '';
  return dollars < 0.005 ? 'below $0.01' : `$${formatNumber(dollars, dollars < 10 ? 2 : 0)}`;
};

const formatFiles = (files: number): string =>
  files < 1_000_000
    ? `${formatNumber(files / 1_000, 0)} thousand`
    : `${formatNumber(files / 1_000_000, 1)} million`;

const prices = (): string => {
  const p = Object.fromEntries(
    Object.entries(PRICES).map(([name, price]) => [name, formatPrice(price)]),
  ) as Record<keyof typeof PRICES, string>;
  return toTable(
    ['Service', 'Price'],
    [
      [
        'DynamoDB',
        `${p.dynamoDbWriteUnits} per million write units, ${p.dynamoDbReadUnits} per million read units, ${p.dynamoDbStorage} per GB-month, ${p.dynamoDbRecovery} per GB-month of point-in-time recovery`,
      ],
      [
        'Lambda on arm64',
        `${p.lambdaGigabyteSecond} per GB-second, ${p.lambdaRequests} per million requests`,
      ],
      ['SQS', `${p.sqsRequests} per million requests`],
      ['S3', `${p.s3Gets} per million GET, ${p.s3Puts} per million PUT or LIST, ${p.s3Storage} per GB-month`],
      ['KMS', `${p.kmsRequests} per million requests, ${p.kmsKey} per month for a key`],
      ['CloudTrail', `${p.cloudTrailDataEvents} per million data events`],
      [
        'CloudWatch',
        `${p.metric} per metric, ${p.alarm} per alarm, ${p.compositeAlarm} per composite alarm, ${p.dashboard} per dashboard, ${p.logIngestion} per GB of logs`,
      ],
    ],
  );
};

const firstMonth = (): string => {
  const costs = SIZES.map((deployment) => toMonthlyCost(deployment, { month: 1 }));
  const lines = Object.keys(costs[0]!) as CostLine[];
  return toTable(
    ['', ...SIZES.map(({ title }) => title)],
    [
      ['Files', ...SIZES.map((deployment) => formatFiles(toFiles(deployment)))],
      ...lines.map((line) => [line, ...costs.map((cost) => formatDollars(cost[line]))]),
      ['**First month**', ...costs.map((cost) => `**${formatDollars(toTotal(cost))}**`)],
    ],
  );
};

const toTotals = (deployment: Deployment, month: number): string[] =>
  DETAILS.map((detail) => formatDollars(toTotal(toMonthlyCost(deployment, { month, detail }))));

/** The lines of the bill that differ between the two. */
const details = (): string => {
  const costs = DEPLOYMENTS.flatMap((deployment) =>
    DETAILS.map((detail) => toMonthlyCost(deployment, { month: 1, detail })),
  );
  const lines = (Object.keys(costs[0]!) as CostLine[]).filter((line) =>
    costs.some((cost, index) => cost[line] !== costs[index - (index % 2)]![line]),
  );
  const heads = DEPLOYMENTS.flatMap(({ dataEvents }) =>
    DETAILS.map((detail) => `${formatNumber(dataEvents / 1_000_000, 0)} million, \`${detail}\``),
  );
  return toTable(
    ['', ...heads],
    [
      ...lines.map((line) => [line, ...costs.map((cost) => formatDollars(cost[line]))]),
      ...[1, 12].map((month) => [
        `**Month ${month}, in all**`,
        ...DEPLOYMENTS.flatMap((deployment) => toTotals(deployment, month)).map((text) => `**${text}**`),
      ]),
    ],
  );
};

const shapes = (): string =>
  toTable(
    ['Tables a file', 'Data events a file and table', 'Activity entries', 'With the file', ...SHAPE_HEADS],
    SHAPES.tables.flatMap((tables) =>
      SHAPES.eventsATable.map((eventsATable) => {
        const [entries, withLedger] = ACTIVITY_UNITS[tables]![eventsATable]!;
        return [
          String(tables),
          formatNumber(eventsATable, 0),
          formatUnits(entries),
          formatUnits(withLedger),
          ...DETAILS.map((detail) => formatUnits(toUnits(withLedger, detail))),
          ...DETAILS.map(
            (detail) => `$${formatNumber(toShapeDollars({ tables, eventsATable }, withLedger, detail), 2)}`,
          ),
        ];
      }),
    ),
  );

const recorded = (): string => {
  const format = (share: number) => `${formatNumber(share * 100, 1)}%`;
  const { usersArePeople, usersAreMachines } = MEASURED.recorded;
  return (
    `Of the data events that the bench generates, ${format(usersArePeople)} are recorded, because a tenth of them are by IAM ` +
    `users. If these users are\nlisted in \`machines\`, ${format(usersAreMachines)} are.`
  );
};

const SHAPE_HEADS = [
  ...DETAILS.map((detail) => `In all, \`${detail}\``),
  ...DETAILS.map((detail) => `Dollars, \`${detail}\``),
];

/** Three digits below 0.1, two above. */
const formatUnits = (units: number): string => formatNumber(units, units < 0.1 ? 3 : 2);

const laterMonths = (): string =>
  toTable(
    ['Records and log files are kept', 'Month', ...SIZES.map(({ title }) => title)],
    RETENTIONS.flatMap((retentionDays) =>
      MONTHS.map((month) => [
        retentionDays === undefined ? 'forever' : `${retentionDays} days`,
        String(month),
        ...SIZES.map((deployment) =>
          formatDollars(toTotal(toMonthlyCost(deployment, { month, retentionDays }))),
        ),
      ]),
    ),
  );

const MEASURED_ROWS: readonly (readonly [
  name: string,
  averages: { readonly writeUnits: number; readonly itemBytes: number; readonly storedBytes?: number },
])[] = [
  ['Data event', MEASURED.dataEvent],
  ['Control-plane event', MEASURED.controlEvent],
  ['Ledger entry of a file', MEASURED.ledgerEntry],
];

const measured = (): string =>
  toTable(
    ['', 'Write units', 'Bytes of the item', 'Bytes stored, with index entries'],
    MEASURED_ROWS.map(
      ([name, { writeUnits, itemBytes, storedBytes = itemBytes + STORAGE_OVERHEAD_BYTES }]) => [
        name,
        String(writeUnits),
        formatNumber(itemBytes, 0),
        formatNumber(storedBytes, 0),
      ],
    ),
  );

const COMPARED_FILES = [288, 2_880] as const;
const ORGANIZATION = { accounts: 500, regions: 17 } as const;

const comparison = (): string =>
  toTable(
    [
      'Log files a day in each',
      'One account and Region',
      `${ORGANIZATION.accounts} accounts × ${ORGANIZATION.regions} Regions`,
    ],
    COMPARED_FILES.map((files) => {
      const { accounts, regions } = ORGANIZATION;
      const place = toPlaceCost(files);
      return [
        formatNumber(files, 0),
        `$${formatNumber(place, 5)}`,
        formatDollars(accounts * regions * place + toFolderCost(accounts)),
      ];
    }),
  );

const README_HEADS = [1, 12].flatMap((month) => DETAILS.map((detail) => `Month ${month}, \`${detail}\``));

const readmeTable = (): string =>
  toTable(
    ['Size', 'Files per month', ...README_HEADS],
    DEPLOYMENTS.map((deployment) => [
      deployment.title,
      formatFiles(toFiles(deployment)),
      ...[1, 12].flatMap((month) => toTotals(deployment, month)),
    ]),
  );

const withoutDataEvents = (): string =>
  `Without data events, the first of these costs ${formatDollars(toTotal(toMonthlyCost(WITHOUT_DATA_EVENTS, { month: 1 })))} a month.`;

const SECTIONS = {
  prices,
  measured,
  comparison,
  details,
  recorded,
  shapes,
  'first-month': firstMonth,
  'later-months': laterMonths,
};

export function generateCost(): GeneratedFiles {
  const document = Object.entries(SECTIONS).reduce(
    (text, [name, generate]) => replaceSection(text, name, 'generate:cost', generate()),
    readCommitted('docs/cost.md'),
  );
  return {
    'docs/cost.md': document,
    'README.md': replaceSection(
      readCommitted('README.md'),
      'cost',
      'generate:cost',
      `${readmeTable()}\n\n${withoutDataEvents()}`,
    ),
  };
}

if (require.main === module) writeGenerated(generateCost());
