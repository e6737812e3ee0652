import { AuditTrailError } from '../errors';

const FIRST_BYTES = 1_024;

/** Writes numbers, texts and bytes one after the other. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #length = 0;

  /** Writes a whole number from 0 to 2^53 - 1: seven bits a byte, the lowest first; all but the last byte have the highest bit. */
  varint(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  /** Writes a whole number from 0 to 2^48 - 1 in six bytes, the highest first. */
  uint48(value: number): void {
    this.#reserve(6);
    this.#length = this.#bytes.writeUIntBE(value, this.#length, 6);
  }

  /** Writes the number of bytes of a text in UTF-8, and the text. */
  text(value: string): void {
    this.varint(Buffer.byteLength(value));
    this.#reserve(value.length * 3);
    this.#length += this.#bytes.write(value, this.#length);
  }

  bytes(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  /** What was written. */
  toBytes(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#length));
  }

  #reserve(more: number): void {
    if (this.#bytes.length - this.#length >= more) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, this.#length + more));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

/** Reads what a `ByteWriter` wrote. @throws AuditTrailError `InvalidItem` from its methods where the bytes end early */
export class ByteReader {
  readonly #bytes: Buffer;
  #position: number;

  /** @param position where to begin */
  constructor(bytes: Uint8Array, position = 0) {
    this.#bytes = Buffer.isBuffer(bytes)
      ? bytes
      : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#position = position;
  }

  /** Number of bytes before the next value. */
  get position(): number {
    return this.#position;
  }

  varint(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.#bytes[this.#position];
      if (byte === undefined) throw damaged('it ends early');
      this.#position += 1;
      value += (byte & 0x7f) * factor;
      if (value > Number.MAX_SAFE_INTEGER) throw damaged('a number is too large');
      if (byte < 0x80) return value;
      factor *= 0x80;
    }
  }

  /** A number of things that follow, each of at least `least` bytes: more than there can be is an error. */
  count(least = 1): number {
    const count = this.varint();
    if (count * least > this.#bytes.length - this.#position) throw damaged('it ends early');
    return count;
  }

  /** A list: the number of its values, each of at least `least` bytes, then the values. */
  list<Value>(least: number, read: () => Value): Value[] {
    const values: Value[] = [];
    for (let left = this.count(least); left > 0; left -= 1) values.push(read());
    return values;
  }

  uint48(): number {
    const start = this.#position;
    if (start + 6 > this.#bytes.length) throw damaged('it ends early');
    this.#position = start + 6;
    return this.#bytes.readUIntBE(start, 6);
  }

  text(): string {
    return this.bytes(this.varint()).toString();
  }

  bytes(length: number): Buffer {
    const start = this.#position;
    this.skip(length);
    return this.#bytes.subarray(start, this.#position);
  }

  skip(length: number): void {
    const end = this.#position + length;
    if (end > this.#bytes.length) throw damaged('it ends early');
    this.#position = end;
  }

  skipVarints(count: number): void {
    for (let left = count; left > 0; left -= 1) this.varint();
  }

  /** @throws AuditTrailError `InvalidItem` if bytes are left */
  end(): void {
    if (this.#position < this.#bytes.length) throw damaged('it has more bytes than it should');
  }
}

/** The error for bytes that are not what they should be. */
export const damaged = (why: string): AuditTrailError =>
  new AuditTrailError('InvalidItem', `Cannot read an activity entry: ${why}.`);
