import type { AuditRecord } from '../../audit/audit-record';
import { rememberLast } from '../remember-last';
import { storableString } from '../storable-record';

/** The log file that carried an event. */
export interface ItemSource {
  /** The bucket; `local` on one machine. A bucket's name has neither `/` nor `*`. */
  readonly bucket: string;
  /** The object key, decoded. */
  readonly key: string;
}

type Place = Pick<AuditRecord, 'eventTime' | 'accountId' | 'region'>;

const USUAL_HEAD = 'AWSLogs/';
const STAMP = /^(\d{8})T(\d{4})Z_(\w+)\.json\.gz$/;

const toDay = (eventTime: string): string =>
  eventTime.slice(0, 4) + eventTime.slice(5, 7) + eventTime.slice(8, 10);

const folder = ({ accountId, region }: Place, day: string): string =>
  `${accountId}/CloudTrail/${region}/${day.slice(0, 4)}/${day.slice(4, 6)}/${day.slice(6)}/${accountId}_CloudTrail_${region}_`;

interface SourceOfRecord {
  readonly source: ItemSource;
  readonly record: Place;
}

// All events of a file share one source object, and most share the rest.
const encodeLast = rememberLast(
  ({ source, record }: SourceOfRecord): string =>
    shortened({ ...source, key: storableString(source.key) }, record),
  (last, next) =>
    last.source === next.source &&
    last.record.accountId === next.record.accountId &&
    last.record.region === next.record.region &&
    isSameDay(last.record.eventTime, next.record.eventTime),
);

const isSameDay = (one: string, other: string): boolean =>
  one === other || one.slice(0, 10) === other.slice(0, 10);

/**
 * Encodes the log file of an event, without what the record says already. A key in CloudTrail's form, of the
 * record's account and Region, becomes `bucket*[day]time_unique[*head]`. The day is left out if it is the
 * event's, and the head (the part before the account) if it is `AWSLogs/`. Any other key is kept whole, as
 * `bucket/key`.
 */
export const encodeSource = (source: ItemSource, record: Place): string => encodeLast({ source, record });

function shortened({ bucket, key }: ItemSource, record: Place): string {
  const name = key.slice(key.lastIndexOf('_', key.lastIndexOf('Z_') - 1) + 1);
  const [, day, time, unique] = STAMP.exec(name) ?? [];
  if (day === undefined) return `${bucket}/${key}`;
  const tail = folder(record, day) + name;
  if (!key.endsWith(tail)) return `${bucket}/${key}`;
  const head = key.slice(0, -tail.length);
  const shownDay = day === toDay(record.eventTime) ? '' : day;
  return `${bucket}*${shownDay}${time}_${unique}${head === USUAL_HEAD ? '' : `*${head}`}`;
}

const SHORTENED = /^(\d{8})?(\d{4})_(\w+)(?:\*(.*))?$/s;

/** Decodes what `encodeSource` wrote with the same record; `undefined` for anything else. */
export function decodeSource(source: string, record: Place): ItemSource | undefined {
  const [, bucket, form, rest] = /^([^/*]*)([/*])(.*)$/s.exec(source) ?? [];
  if (bucket === undefined || rest === undefined) return undefined;
  if (form === '/') return { bucket, key: rest };
  const [, day = toDay(record.eventTime), time, unique, head = USUAL_HEAD] = SHORTENED.exec(rest) ?? [];
  if (time === undefined) return undefined;
  return { bucket, key: `${head}${folder(record, day)}${day}T${time}Z_${unique}.json.gz` };
}
