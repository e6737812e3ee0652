import type { InputShape } from '../log-file-record';

/** How a list in a document holds events, one in each element. */
export interface EventList {
  readonly shape: InputShape;
  /** The member of an element that holds the event. Without it, the element is the event. */
  readonly member?: string;
}

/** Lists of documents that are read element by element, by the key that names them. */
export const EVENT_LISTS: ReadonlyMap<string, EventList> = new Map([
  ['Records', { shape: 'log-file' }],
  ['Events', { shape: 'lookup-events', member: 'CloudTrailEvent' }],
  ['events', { shape: 'cloudwatch-logs', member: 'message' }],
  ['logEvents', { shape: 'cloudwatch-logs', member: 'message' }],
  ['results', { shape: 'cloudwatch-logs', member: '@message' }],
  ['QueryResultRows', { shape: 'cloudtrail-lake' }],
  ['Rows', { shape: 'athena' }],
]);
