import type { EventSelector, FieldSelector, TrailLogging } from '../../src/assure/coverage/trail-logging';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';
export const TRAIL = `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/audit`;

/** ARN of a table. */
export const tableArn = (name: string, accountId = ACCOUNT, region = REGION): string =>
  `arn:aws:dynamodb:${region}:${accountId}:table/${name}`;

/** A selector of data events of tables. */
export const dataEvents = (...fieldSelectors: FieldSelector[]): EventSelector => ({
  fieldSelectors: [
    { field: 'eventCategory', equals: ['Data'] },
    { field: 'resources.type', equals: ['AWS::DynamoDB::Table'] },
    ...fieldSelectors,
  ],
});

/** A selector of management events. */
export const managementEvents = (...fieldSelectors: FieldSelector[]): EventSelector => ({
  fieldSelectors: [{ field: 'eventCategory', equals: ['Management'] }, ...fieldSelectors],
});

/** What a trail logs from 1 March 2026: by default, everything in its account. */
export const trailLogging = (overrides: Partial<TrailLogging> = {}): TrailLogging => ({
  trailArn: TRAIL,
  since: '2026-03-01T00:00:00Z',
  from: 'api',
  isLogging: true,
  homeRegion: REGION,
  isMultiRegion: true,
  isOrganizationTrail: false,
  selectors: [managementEvents(), dataEvents()],
  ...overrides,
});

/** What CloudTrail answers to calls about a trail, as `TrailServices` takes it. */
export const trailAnswers = (
  trailArn: string,
  selectors: readonly EventSelector[] | { readonly EventSelectors: readonly object[] },
  isOrganizationTrail = false,
): Record<string, unknown> => ({
  [`GetTrail ${trailArn}`]: {
    Trail: {
      TrailARN: trailArn,
      Name: 'audit',
      S3BucketName: 'logs',
      HomeRegion: REGION,
      IsMultiRegionTrail: true,
      IsOrganizationTrail: isOrganizationTrail,
    },
  },
  [`GetTrailStatus ${trailArn}`]: { IsLogging: true, LatestDeliveryTime: 1_700_000_000 },
  [`GetEventSelectors ${trailArn}`]: {
    TrailARN: trailArn,
    ...('EventSelectors' in selectors ? selectors : { AdvancedEventSelectors: selectors.map(toAnswer) }),
  },
});

/** A selector as CloudTrail writes it: names begin with an upper-case letter. */
const toAnswer = ({ name, fieldSelectors }: EventSelector): object => ({
  ...(name !== undefined && { Name: name }),
  FieldSelectors: fieldSelectors.map((one) =>
    Object.fromEntries(
      Object.entries(one).map(([key, value]) => [key.charAt(0).toUpperCase() + key.slice(1), value]),
    ),
  ),
});
