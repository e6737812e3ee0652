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
    this.#length += bytes.length;
    if (this.#length > MAXIMUM_VALUE_BYTES) {
      throw new AuditTrailError(
        'InvalidLogFile',
        `A single value has more than ${MAXIMUM_VALUE_BYTES} bytes. CloudTrail's events have at most 256 KB.`,
      );
    }
    this.#chunks.push(Buffer.from(bytes));
  }

  toBuffer(): Buffer {
    return Buffer.concat(this.#chunks, this.#length);
  }

  drop(): void {
    this.#chunks = [];
    this.#length = 0;
  }
}
