import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  APPLICATION_FAILURES,
  INDEXES,
  type IndexName,
  type IndexSettings,
  LAYOUT_VERSION,
  OPTIONAL_INDEX_NAMES,
} from '../store/indexes';
import { readIndexCoverage } from '../store/ledger/index-coverage';
import { serviceFailure } from '../store/service-failure';

/** What the indexes of a deployment hold. */
export interface Coverage extends IndexSettings {
  /** From which event time on an index holds what the settings say; always, where there is none. */
  readonly since: Readonly<Partial<Record<IndexName, string>>>;
  readonly layoutVersion: number;
}

/** What kinds of records could answer a question. */
export interface Reach {
  /** Data-plane events could. */
  readonly data: boolean;
  /** Only events that were denied, throttled or are risky could. */
  readonly notable: boolean;
  /** Only events of this time or later could. */
  readonly since: string | undefined;
}

/** What an index lacks of an answer. */
export interface Gap {
  /** For people: what is missing. */
  readonly lacks: string;
  /** The setting that would put it there from now on; none where it is there by now. */
  readonly setting?: string;
  /** What to add to the question for one that the index can answer whole. */
  readonly instead: readonly string[];
}

/** No event is older: CloudTrail began in 2013. */
const EVER = '1970-01-01T00:00:00Z';
const CONTROL_ONLY = 'plane control';

/** What is missing when these values of an index are read for records of that reach; undefined: nothing. */
export function findGap(
  name: IndexName,
  values: readonly string[],
  reach: Reach,
  coverage: Coverage,
): Gap | undefined {
  const wanted = settingNeeded(name, values, reach);
  if (!wanted) {
    // No setting changes what `resource` holds, so it is as old as the layout of all of them.
    return lateStart(name, 'events', coverage.since.resource, reach, []);
  }
  if (!wanted.isOn(coverage)) {
    return {
      lacks: `the index "${name}" holds no ${wanted.events}`,
      setting: wanted.setting,
      instead: [CONTROL_ONLY],
    };
  }
  return lateStart(name, wanted.events, coverage.since[name], reach, [CONTROL_ONLY]);
}

interface SettingNeeded {
  /** The events that are in the index only by this setting. */
  readonly events: string;
  readonly setting: string;
  readonly isOn: (settings: IndexSettings) => boolean;
}

function settingNeeded(name: IndexName, values: readonly string[], reach: Reach): SettingNeeded | undefined {
  const rule = INDEXES.find((index) => index.name === name)?.dataEvents;
  if (!reach.data || rule === 'all' || (rule === 'notable' && reach.notable)) return undefined;
  if (rule === 'failures') {
    if (!values.some((value) => APPLICATION_FAILURES.includes(value))) return undefined;
    return {
      events: `data events with ${APPLICATION_FAILURES.join(' or ')}`,
      setting: 'indexApplicationFailures to true',
      isOn: (settings) => settings.indexApplicationFailures,
    };
  }
  return {
    events: rule === 'notable' ? 'routine data events' : 'data events',
    setting: `dataEventIndexes to include "${name}"`,
    isOn: ({ dataEventIndexes }) =>
      OPTIONAL_INDEX_NAMES.some((optional) => optional === name && dataEventIndexes.includes(optional)),
  };
}

function lateStart(
  name: IndexName,
  events: string,
  heldSince: string | undefined,
  reach: Reach,
  instead: readonly string[],
): Gap | undefined {
  if (heldSince === undefined || (reach.since ?? EVER) >= heldSince) return undefined;
  return {
    lacks: `the index "${name}" holds ${events} only since ${heldSince}`,
    instead: [`since ${heldSince}`, ...instead],
  };
}

/** What a deployment holds that nothing is known of: no more than every deployment does. */
const LEAST: Coverage = {
  dataEventIndexes: [],
  indexApplicationFailures: false,
  since: {},
  layoutVersion: LAYOUT_VERSION,
};
/** Of an empty table nothing is missing. */
const EVERYTHING: Coverage = {
  ...LEAST,
  dataEventIndexes: OPTIONAL_INDEX_NAMES,
  indexApplicationFailures: true,
};

/** What the indexes change to hold comes with deployments; a page should not ask each time. */
const REMEMBERED_MILLISECONDS = 60_000;

/** Tells what the indexes hold, reading it at most once a minute. */
export function coverageReader(
  client: DynamoDBClient,
  tableName: string,
  ledgerTableName: string,
): () => Promise<Coverage> {
  let known: { readonly until: number; readonly coverage: Coverage } | undefined;
  return async () => {
    if (known && Date.now() < known.until) return known.coverage;
    const coverage = await readIndexCoverage(client, ledgerTableName);
    if (!coverage) return (await isEmpty(client, tableName)) ? EVERYTHING : LEAST;
    known = { until: Date.now() + REMEMBERED_MILLISECONDS, coverage };
    return coverage;
  };
}

async function isEmpty(client: DynamoDBClient, tableName: string): Promise<boolean> {
  const command = new ScanCommand({ TableName: tableName, Limit: 1 });
  const { Count } = await client.send(command).catch(serviceFailure(`Scan of ${tableName}`));
  return Count === 0;
}
