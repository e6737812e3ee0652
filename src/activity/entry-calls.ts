import { ACCESSES, SERVICES } from '../audit/audit-record';
import { TOUCH_KINDS, type TouchKind } from '../audit/touch-kind';
import type { EntryGroup, Touch } from './activity-entry';
import { ByteReader, type ByteWriter, damaged } from './bytes';
import { type EntryTexts, readTexts } from './entry-texts';

/** What calls are, whoever makes them, and however they end. */
export type EntryCall = Pick<EntryGroup, 'eventName' | 'service' | 'access' | 'touch'>;

/** The calls of an entry's groups, each once. */
export class EntryCalls {
  readonly #calls: EntryCall[] = [];
  /** By the touch, which calls that touch alike share, and the operation. */
  readonly #positions = new Map<Touch, Map<string, number>>();

  /** The position of a call. */
  add(call: EntryCall): number {
    let positions = this.#positions.get(call.touch);
    if (positions === undefined) {
      positions = new Map();
      this.#positions.set(call.touch, positions);
    }
    const name = `${toOperation(call)} ${call.eventName}`;
    let position = positions.get(name);
    if (position === undefined) {
      position = this.#calls.length;
      positions.set(name, position);
      this.#calls.push(call);
    }
    return position;
  }

  /** Writes how many calls there are, and each: operation, service and access, kinds as bits, keys. */
  write(writer: ByteWriter, texts: EntryTexts): void {
    writer.varint(this.#calls.length);
    for (const call of this.#calls) {
      const { kinds, keys } = call.touch;
      writer.varint(texts.add(call.eventName));
      writer.varint(toOperation(call));
      writer.varint(kinds.reduce((bits, kind) => bits | toKindBit(kind), 0));
      writer.varint(keys.length);
      for (const { attributes, otherwise } of keys) {
        writer.varint(TOUCH_KINDS.indexOf(otherwise));
        writer.varint(attributes.length);
        for (const attribute of attributes) writer.varint(texts.add(attribute));
      }
    }
  }
}

const NO_KINDS: readonly TouchKind[] = [];

const toOperation = ({ service, access }: EntryCall): number =>
  SERVICES.indexOf(service) * 16 + ACCESSES.indexOf(access);

const toKindBit = (kind: TouchKind): number => 1 << TOUCH_KINDS.indexOf(kind);

/** Lists of texts, and calls with one of them, that are remembered. Beyond it, all are forgotten: that costs time only. */
const MOST_REMEMBERED = 200;

/** By the bytes of the entry's own texts, calls by their bytes. */
const remembered = new Map<string, Map<string, EntryCall>>();

/**
 * Reads the calls of an entry. Most entries have the same few ones, so each is decoded once: what holds for the `touch` of one
 * need not be found out again.
 * @param texts where the texts of the entry begin
 * @param calls where its calls begin
 * @throws AuditTrailError `InvalidItem`
 */
export function readCalls(bytes: Buffer, texts: number, calls: number): EntryCall[] {
  const known = recall(
    remembered,
    bytes.toString('latin1', texts, calls),
    () => new Map<string, EntryCall>(),
  );
  const reader = new ByteReader(bytes, calls);
  let toText: ((position: number) => string) | undefined;
  return reader.list(4, () => {
    const start = reader.position;
    skipCall(reader);
    return recall(known, bytes.toString('latin1', start, reader.position), () => {
      toText ??= readTexts(new ByteReader(bytes, texts));
      return readCall(new ByteReader(bytes, start), toText);
    });
  });
}

function recall<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  if (known.size >= MOST_REMEMBERED) known.clear();
  known.set(key, made);
  return made;
}

function readCall(reader: ByteReader, toText: (position: number) => string): EntryCall {
  const eventName = toText(reader.varint());
  const operation = reader.varint();
  const bits = reader.varint();
  const keys = reader.list(2, () => {
    const otherwise = at(TOUCH_KINDS, reader.varint());
    return { otherwise, attributes: reader.list(1, () => toText(reader.varint())) };
  });
  return {
    eventName,
    service: at(SERVICES, operation >>> 4),
    access: at(ACCESSES, operation & 15),
    touch: {
      keys,
      kinds: bits === 0 ? NO_KINDS : TOUCH_KINDS.filter((kind) => (bits & toKindBit(kind)) !== 0),
    },
  };
}

/** Goes past the calls of an entry. @throws AuditTrailError `InvalidItem` if the bytes end early */
export function skipCalls(reader: ByteReader): void {
  for (let left = reader.count(4); left > 0; left -= 1) skipCall(reader);
}

function skipCall(reader: ByteReader): void {
  reader.skipVarints(3);
  for (let keys = reader.count(2); keys > 0; keys -= 1) {
    reader.skipVarints(1);
    reader.skipVarints(reader.count());
  }
}

/** A value by its position. @throws AuditTrailError `InvalidItem` if there is none */
export function at<Value>(values: readonly Value[], position: number): Value {
  const value = values[position];
  if (value === undefined) throw damaged(`it has a position ${position} of ${values.length} values`);
  return value;
}
