import {
  APPLICATION_FAILURES,
  INDEXES,
  type IndexName,
  type IndexSettings,
  OPTIONAL_INDEX_NAMES,
} from '../../store/indexes';
import { EVER, type IndexCoverage } from '../../store/ledger/index-coverage';
import { narrowRange, type TimeRange } from '../time-range';

/** What the indexes of a deployment hold. */
export interface Coverage extends Omit<IndexCoverage, 'since'> {
  /** Event time from which an index holds what the settings say. Default: always. */
  readonly since: Readonly<Partial<Record<IndexName, string>>>;
}

/** What kinds of records can match a query. */
export interface Reach {
  /** Data-plane events can match. */
  readonly data: boolean;
  /** Only events that were denied, throttled or are risky can match. */
  readonly notable: boolean;
  /** Only events of this range can match. */
  readonly range: TimeRange;
}

/** What an index lacks of a complete answer. */
export interface Gap {
  /** What is missing, as a clause of a message. */
  readonly lacks: string;
  /** The setting that would add it from now on. Absent if it is added already. */
  readonly setting?: string;
  /** Filters that would make a query that the index covers. */
  readonly instead: readonly string[];
  /** When the missing events happened, if they are all of the data plane. */
  readonly dataEvents?: TimeRange;
}

const CONTROL_ONLY = 'plane control';

/** What is missing when these values of an index are read; undefined if nothing is. */
export function findGap(
  name: IndexName,
  values: readonly string[],
  reach: Reach,
  coverage: Coverage,
): Gap | undefined {
  const wanted = settingNeeded(name, values, reach);
  // No setting changes what `resource` holds, so it shows since when all indexes have this layout.
  const layout = lateStart(name, 'events', coverage.since.resource, coverage, reach, []);
  if (!wanted) return layout;
  const { range } = reach;
  if (!wanted.isOn(coverage)) {
    return {
      lacks: `the index "${name}" holds no ${wanted.events}`,
      setting: wanted.setting,
      instead: [CONTROL_ONLY],
      ...(!layout && { dataEvents: range }),
    };
  }
  const late = lateStart(name, wanted.events, coverage.since[name], coverage, reach, [CONTROL_ONLY]);
  return (
    late && { ...late, ...(!layout && { dataEvents: narrowRange(range, { until: coverage.since[name] }) }) }
  );
}

/** Whether a range begins at some time or later, or was reindexed. */
export function isHeld(
  { since, until }: TimeRange,
  heldSince: string,
  { reindexed = [] }: Pick<Coverage, 'reindexed'>,
): boolean {
  if (heldSince === EVER || (since !== undefined && since >= heldSince)) return true;
  if (since === undefined || until === undefined) return false;
  return reindexed.some((span) => since >= span.since && until <= span.until);
}

interface SettingNeeded {
  /** The events that only this setting puts into the index. */
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
  coverage: Coverage,
  { range }: Reach,
  instead: readonly string[],
): Gap | undefined {
  if (heldSince === undefined || isHeld(range, heldSince, coverage)) return undefined;
  return {
    lacks: `the index "${name}" holds ${events} only since ${heldSince}`,
    instead: [`since ${heldSince}`, ...instead],
  };
}
