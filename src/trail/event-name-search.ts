// As in src/native/assembly/json-scanner/event-names.ts.
const KEY = 'eventName';
const MOST_BETWEEN = 32;
const LONGEST_NAME = 64;

const BETWEEN = /^[": \t\r\n]*/;
const NAME = /^[A-Za-z0-9]*/;

/**
 * Whether a record has a member `eventName`, at any depth, with one of these values. If too much white space
 * stands between the key and the value, the record may be wanted.
 */
export function holdsEventName(record: Buffer, names: ReadonlySet<string>): boolean {
  if (names.size === 0) return false;
  for (let at = record.indexOf(KEY); at >= 0; at = record.indexOf(KEY, at + 1)) {
    const after = record.toString(
      'latin1',
      at + KEY.length,
      at + KEY.length + MOST_BETWEEN + LONGEST_NAME + 1,
    );
    const between = BETWEEN.exec(after)![0].length;
    if (between > MOST_BETWEEN || names.has(NAME.exec(after.slice(between))![0])) return true;
  }
  return false;
}
