import { AuditTrailError } from '../../errors';

/** Bytes of one event, or of one document without a list. CloudTrail's quota is 256 KB for an event. */
const MAXIMUM_VALUE_BYTES = 2 * 2 ** 20;

/** The bytes of a value that arrives in several chunks. */
export class HeldBytes {
  #chunks: Buffer[] = [];
  #length = 0;

  /**
   * Copies bytes to the end of the value.
   * @throws AuditTrailError `InvalidLogFile` for a value of more than 2 MiB.
   */
  add(bytes: Buffer): void {
    this.#count(bytes);
    this.#chunks.push(Buffer.from(bytes));
  }

  /**
   * Returns a copy of the whole value, and starts the next one.
   * @param end its last bytes
   * @throws AuditTrailError `InvalidLogFile` for a value of more than 2 MiB.
   */
  take(end: Buffer): Buffer {
    this.#count(end);
    const value = this.#chunks.length === 0 ? Buffer.from(end) : Buffer.concat([...this.#chunks, end]);
    this.drop();
    return value;
  }

  drop(): void {
    this.#chunks = [];
    this.#length = 0;
  }

  #count(bytes: Buffer): void {
    this.#length += bytes.length;
    if (this.#length <= MAXIMUM_VALUE_BYTES) return;
    throw new AuditTrailError(
      'InvalidLogFile',
      `A single value has more than ${MAXIMUM_VALUE_BYTES} bytes. CloudTrail's events have at most 256 KB.`,
    );
  }
}
