import { parentTable, parseArn, partitionForRegion } from '../../audit/arn';
import { resourceName } from '../../audit/resource-name';
import type { AskedOperation } from './asked-operations';
import { conditionsOn } from './field-values';
import type { CoveragePlace } from './known-coverage';
import type { Select } from './logging-history';
import { matchesField } from './match-selector';
import { ARN, type AskedIdentity } from './selectable-events';
import { type AskedTables, selectDataEvents, selectManagementEvents } from './selected-events';
import type { EventSelector, FieldSelector, TrailLogging } from './trail-logging';

/** Something of which it is asked whether it is logged. */
export interface LoggingSubject {
  /** A table's name, or an account and Region. */
  readonly label: string;
  readonly isTable: boolean;
  readonly place: CoveragePlace;
  readonly select: Select;
  /** The same for subjects that these selectors cannot tell apart. */
  readonly toKey: (selectors: readonly EventSelector[]) => string;
}

interface Asked {
  readonly operations: readonly AskedOperation[];
  readonly identities: readonly AskedIdentity[] | undefined;
}

/** Data events of tables. Other resources, which have no data events, are left out. */
export function tableSubjects(arns: readonly string[], asked: Asked): LoggingSubject[] {
  const tables = [...new Set(arns.map((arn) => parentTable(arn)).filter((arn) => arn !== undefined))];
  const names = tables.map((arn) => resourceName(arn).name);
  return tables.map((arn, index) => {
    const place = toPlace(arn);
    const name = names[index]!;
    const isUnique = names.filter((one) => one === name).length === 1;
    return {
      label: isUnique ? name : `${name} (${formatLoggedPlace(place)})`,
      isTable: true,
      place,
      select: selectTables({ arn, isPrefix: false }, asked),
      toKey: (selectors) => toTableKey(arn, conditionsOn(selectors, ARN)),
    };
  });
}

/** Data events of all tables of accounts and Regions. */
export const placeSubjects = (places: readonly CoveragePlace[], asked: Asked): LoggingSubject[] =>
  places.map((place) => {
    const { accountId, region } = place;
    const prefix = `arn:${partitionForRegion(region)}:dynamodb:${region}:${accountId}:table/`;
    return {
      label: formatLoggedPlace(place),
      isTable: false,
      place,
      select: selectTables({ arn: prefix, isPrefix: true }, asked),
      toKey: (selectors) => {
        const conditions = conditionsOn(selectors, ARN);
        const named = conditions.flatMap(({ field: _, ...values }) => Object.values(values).flat());
        if (named.some((arn) => arn.startsWith(prefix) || !arn.startsWith('arn:'))) return prefix;
        return conditions.map((one) => Number(matchesField(prefix, one))).join('');
      },
    };
  });

/** Management events of accounts and Regions. */
export const managementSubjects = (
  places: readonly CoveragePlace[],
  { operations, identities }: Asked,
): LoggingSubject[] =>
  places.map((place) => ({
    label: formatLoggedPlace(place),
    isTable: false,
    place,
    select: (selectors, ignored) => selectManagementEvents(selectors, operations, { identities, ignored }),
    toKey: () => '',
  }));

/** The same for tables that conditions cannot tell apart, nor their streams. */
function toTableKey(arn: string, conditions: readonly FieldSelector[]): string {
  const named = conditions.flatMap(({ field: _, ...values }) => Object.values(values).flat());
  if (named.some((value) => value.startsWith(`${arn}/`) || value.includes('/stream/'))) return arn;
  const matches = [arn, `${arn}/stream/`].flatMap((one) => conditions.map((each) => matchesField(one, each)));
  return matches.map(Number).join('');
}

const selectTables =
  (tables: AskedTables, { operations, identities }: Asked): Select =>
  (selectors, ignored) =>
    selectDataEvents(selectors, operations, tables, { identities, ignored });

/** The accounts and Regions of tables. */
export const placesOfTables = (arns: readonly string[]): CoveragePlace[] =>
  uniquePlaces(arns.filter((arn) => parentTable(arn) !== undefined).map(toPlace));

/** The accounts and Regions where trails are known. */
export const placesOfTrails = (trails: readonly TrailLogging[]): CoveragePlace[] =>
  uniquePlaces(
    trails.map(({ trailArn, homeRegion }) => ({
      accountId: parseArn(trailArn)?.account ?? '',
      region: homeRegion,
    })),
  );

function toPlace(arn: string): CoveragePlace {
  const { account = '', region = '' } = parseArn(arn) ?? {};
  return { accountId: account, region };
}

const uniquePlaces = (places: readonly CoveragePlace[]): CoveragePlace[] => [
  ...new Map(places.map((place) => [formatLoggedPlace(place), place])).values(),
];

const formatLoggedPlace = ({ accountId, region }: CoveragePlace): string => `${accountId} ${region}`;
