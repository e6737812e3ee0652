/** Generates the figures in docs/cost.md and the table of costs in README.md. */
import { MEASURED, PRICES } from '../bench/support/cost-basis';
import {
  type CostLine,
  DEPLOYMENTS,
  toFiles,
  toMonthlyCost,
  toTotal,
} from '../bench/support/deployment-cost';
import { toFolderCost, toPlaceCost } from '../bench/support/reconcile-cost';
import { STORAGE_OVERHEAD_BYTES } from '../test/support/dynamodb-cost';
import { type GeneratedFiles, readCommitted, replaceSection, writeGenerated } from './generated-files';

const MONTHS = [1, 12, 36] as const;
const RETENTIONS = [undefined, 365, 90] as const;

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
      ['CloudTrail', `${p.cloudTrailDataEvents} per million data events`],
      [
        'CloudWatch',
        `${p.metric} per metric, ${p.alarm} per alarm, ${p.compositeAlarm} per composite alarm, ${p.dashboard} per dashboard, ${p.logIngestion} per GB of logs`,
      ],
    ],
  );
};

const firstMonth = (): string => {
  const costs = DEPLOYMENTS.map((deployment) => toMonthlyCost(deployment, { month: 1 }));
  const lines = Object.keys(costs[0]!) as CostLine[];
  return toTable(
    ['', ...DEPLOYMENTS.map(({ title }) => title)],
    [
      ['Files', ...DEPLOYMENTS.map((deployment) => formatFiles(toFiles(deployment)))],
      ...lines.map((line) => [line, ...costs.map((cost) => formatDollars(cost[line]))]),
      ['**First month**', ...costs.map((cost) => `**${formatDollars(toTotal(cost))}**`)],
    ],
  );
};

const laterMonths = (): string =>
  toTable(
    ['Records and log files are kept', 'Month', ...DEPLOYMENTS.map(({ title }) => title)],
    RETENTIONS.flatMap((retentionDays) =>
      MONTHS.map((month) => [
        retentionDays === undefined ? 'forever' : `${retentionDays} days`,
        String(month),
        ...DEPLOYMENTS.map((deployment) =>
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

const readmeTable = (): string =>
  toTable(
    ['Size', 'Files per month', 'First month', 'Month 12, everything kept'],
    DEPLOYMENTS.map((deployment) => [
      deployment.title,
      formatFiles(toFiles(deployment)),
      ...[1, 12].map((month) => formatDollars(toTotal(toMonthlyCost(deployment, { month })))),
    ]),
  );

const SECTIONS = { prices, measured, comparison, 'first-month': firstMonth, 'later-months': laterMonths };

export function generateCost(): GeneratedFiles {
  const document = Object.entries(SECTIONS).reduce(
    (text, [name, generate]) => replaceSection(text, name, 'generate:cost', generate()),
    readCommitted('docs/cost.md'),
  );
  return {
    'docs/cost.md': document,
    'README.md': replaceSection(readCommitted('README.md'), 'cost', 'generate:cost', readmeTable()),
  };
}

if (require.main === module) writeGenerated(generateCost());
