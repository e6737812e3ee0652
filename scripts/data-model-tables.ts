import { COMMON_TEXTS } from '../src/activity/entry-texts';
import { PARTITIONS } from '../src/audit/arn';
import { ACCESSES, OUTCOMES, SERVICES } from '../src/audit/audit-record';
import { CATEGORY_BY_MEMBER } from '../src/audit/categories';
import { OPERATIONS } from '../src/audit/find-operation';
import { TOUCH_KINDS } from '../src/audit/touch-kind';
import { SUMMARY_DEFAULTS } from '../src/store/items/item-summary';

export const formatTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

type SummaryRow = readonly [attribute: string, type: string, field: string, absent: string];

const NONE = 'The record has none';

const usual = (name: keyof typeof SUMMARY_DEFAULTS, more = ''): SummaryRow => [
  name,
  more === '' ? 'string' : 'string or NULL',
  name.replace(/^principal(.)/, (_, letter: string) => `principal.${letter.toLowerCase()}`),
  `\`${SUMMARY_DEFAULTS[name]}\`${more}`,
];
const same = (name: string, type = 'string', absent = NONE): SummaryRow => [name, type, name, absent];

/** Every attribute of `summary`, by what reads it back. */
const SUMMARY_ROWS: readonly SummaryRow[] = [
  ['format', 'number', '', 'Never: 1 or 2'],
  same('eventName', 'string', 'Never'),
  usual('service'),
  same('eventSource', 'string', '`dax.amazonaws.com` if `service` is `dax`, else `dynamodb.amazonaws.com`'),
  usual('plane'),
  usual('access'),
  usual('outcome'),
  usual('category', '. NULL: the record has none'),
  same('categories', 'list of strings', '`category` is the only one, or format 1'),
  same('errorCode'),
  same('accountId'),
  ['awsRegion', 'string', 'region', NONE],
  ['sourceIPAddress', 'string', 'sourceIp', NONE],
  same('accessKeyId'),
  same('userAgent', 'string, shortened'),
  ['principalId', 'string, relative ARN', 'principal.id', 'Never'],
  usual('principalType'),
  [
    'principalName',
    'string or NULL',
    'principal.name',
    'What follows the last `/` of `principal.id`; none if it has no `/`. NULL: the record has none',
  ],
  [
    'sessionName',
    'string',
    'principal.session',
    `${NONE}. In format 1: the source identity, if the event has one`,
  ],
  ['sourceIdentity', 'string', 'principal.sourceIdentity', `${NONE}, or format 1`],
  ['onBehalfOf', 'string', 'principal.onBehalfOf', `${NONE}, or format 1`],
  ['mfa', 'true', 'principal.mfa', 'No MFA, CloudTrail does not say, or format 1'],
  same('resources', 'list of strings, relative ARNs', 'The record has none: an empty list'),
  same('impliedTables', 'number', `${NONE}, or format 1`),
  same('originalEventId', 'string', `${NONE}, or format 1`),
  same('sharedEventId', 'string', `${NONE}, or format 1`),
  same('cutFields', 'list of strings', `${NONE}, or format 1`),
  ['risk', 'string', 'risk.level', 'The record has no risk, and no `riskRules`'],
  ['riskRules', 'list of strings', 'risk.rules', 'No rule'],
  ['truncated', 'true', '', 'Nothing was cut'],
];

export const summaryTable = (): string =>
  formatTable(
    ['Attribute of `summary`', 'Type', 'Field of the record', 'If absent'],
    SUMMARY_ROWS.map(([attribute, type, field, absent]) => [
      `\`${attribute}\``,
      type,
      field && `\`${field}\``,
      absent,
    ]),
  );

const FURTHER = new Map<string, string[]>();
for (const [member, category] of CATEGORY_BY_MEMBER) {
  FURTHER.set(category, [...(FURTHER.get(category) ?? []), `\`${member}\``]);
}

const BY_CATEGORY = new Map<string, string[]>();
for (const { category = '', service, eventName } of OPERATIONS) {
  const name = service === 'dynamodb' ? eventName : `${service}:${eventName}`;
  BY_CATEGORY.set(category, [...(BY_CATEGORY.get(category) ?? []), name]);
}

export const categoryTable = (): string =>
  formatTable(
    ['Category', 'Operations', 'Also changes that carry'],
    [...new Set([...BY_CATEGORY.keys(), ...FURTHER.keys()])]
      .sort()
      .map((category) => [
        `\`${category}\``,
        [...new Set(BY_CATEGORY.get(category))].join(', '),
        (FURTHER.get(category) ?? []).join(', '),
      ]),
  );

export const partitionTable = (): string =>
  formatTable(
    ['Region begins with', 'Partition'],
    [
      ...PARTITIONS.map(([prefix, partition]) => [`\`${prefix}\``, `\`${partition}\``]),
      ['Anything else', '`aws`'],
    ],
  );

/** The values that activity entries write as their positions. */
export const positionTable = (): string =>
  formatTable(
    ['Value', 'By position'],
    [
      ['Common text', COMMON_TEXTS],
      ['Kind', TOUCH_KINDS],
      ['Service', SERVICES],
      ['Access', ACCESSES],
      ['Outcome', OUTCOMES],
    ].map(([name, values]) => [
      String(name),
      (values as readonly string[]).map((value) => `\`${value}\``).join(', '),
    ]),
  );
