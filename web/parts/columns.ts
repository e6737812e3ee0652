import { RECORD_COLUMNS } from '../../src/cli/output/record-columns';
import type { EventRecord } from '../api/questions';
import { formatTime, type Zone } from '../text/time';

/** Functions that color text on a terminal. Here, style sheets do. */
const UNPAINTED = { red: String, yellow: String, dim: String };

/** Widths of columns as CSS grid tracks. */
const TRACKS: Readonly<Record<string, string>> = {
  time: '11rem',
  action: 'minmax(7rem, 1.5fr)',
  principal: 'minmax(6rem, 1.6fr)',
  resource: 'minmax(6rem, 1.6fr)',
  outcome: 'minmax(5rem, 0.9fr)',
  from: 'minmax(7.25rem, 1fr)',
  risk: '4rem',
  mfa: '3rem',
  account: '8rem',
  'event-region': '7rem',
  'access-key': '11rem',
  'user-agent': 'minmax(10rem, 2fr)',
  'event-id': '20rem',
};

const NAMES: Readonly<Record<string, string>> = { mfa: 'MFA', 'event-id': 'Event ID' };

/** A column of the list of events. */
export interface ListColumn {
  readonly name: string;
  readonly label: string;
  readonly track: string;
  readonly toText: (record: EventRecord, zone: Zone) => string;
}

const toLabel = (head: string): string => head.charAt(0) + head.slice(1).toLowerCase();

/** The columns that the command line has, too, in its order. */
export const COLUMNS: readonly ListColumn[] = RECORD_COLUMNS.map(({ name, head, toCell }) => ({
  name,
  label: NAMES[name] ?? toLabel(head),
  track: TRACKS[name] ?? '8rem',
  toText: (record, zone) =>
    name === 'time'
      ? formatTime(record.eventTime, zone)
      : toCell({ ...record, resources: record.resources ?? [] }, UNPAINTED).text,
}));

const DEFAULT_NAMES: readonly string[] = RECORD_COLUMNS.filter(
  ({ name, onRequest }) => !onRequest && name !== 'event-id',
).map(({ name }) => name);

/** The columns with some names, in the order of all columns. */
export const chooseColumns = (names: readonly string[] = DEFAULT_NAMES): readonly ListColumn[] =>
  COLUMNS.filter(({ name }) => names.includes(name));
