import { ACCESSES, SERVICES } from '../audit/audit-record';
import { TOUCH_KINDS, type TouchKind } from '../audit/touch-kind';
import type { EntryGroup, Touch } from './activity-entry';
import { type ByteReader, type ByteWriter, damaged } from './bytes';
import type { EntryTexts } from './entry-texts';

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

/** Reads the calls of an entry. @throws AuditTrailError `InvalidItem` */
export function readCalls(reader: ByteReader, toText: (position: number) => string): EntryCall[] {
  return reader.list(4, () => {
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
  });
}

/** Goes past the calls of an entry. @throws AuditTrailError `InvalidItem` if the bytes end early */
export function skipCalls(reader: ByteReader): void {
  for (let left = reader.count(4); left > 0; left -= 1) {
    reader.skipVarints(3);
    for (let keys = reader.count(2); keys > 0; keys -= 1) {
      reader.skipVarints(1);
      reader.skipVarints(reader.count());
    }
  }
}

/** A value by its position. @throws AuditTrailError `InvalidItem` if there is none */
export function at<Value>(values: readonly Value[], position: number): Value {
  const value = values[position];
  if (value === undefined) throw damaged(`it has a position ${position} of ${values.length} values`);
  return value;
}
