import { hash, randomBytes } from 'node:crypto';
import { AuditTrailError } from '../errors';

/** An event, by what tells it from all others. */
export interface EventIdentity {
  readonly eventId: string;
  readonly contentHash: string;
}

const INITIAL_SLOTS = 1_024;
/** Slots that are used, at most, before the table grows. */
const LOAD = 0.6;
/** Events of one comparison: some 400 MB while the table grows. */
const MAXIMUM_EVENTS = 8_000_000;
/** Numbers up to this size are exact. */
const FINGERPRINT_DIGITS = 13;

/**
 * The events of log files, as 52-bit fingerprints with the number of their file: some 20 bytes for each. The
 * fingerprints have a secret of their own, so that nobody can prepare two events with the same one.
 */
export class EventIndex {
  readonly #secret = randomBytes(16).toString('hex');
  #fingerprints = new Float64Array(INITIAL_SLOTS);
  /** File number + 1, negative once the event was seen; 0 is an empty slot. */
  #files = new Int32Array(INITIAL_SLOTS);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** @throws AuditTrailError `InvalidArgument` if there are too many events */
  add(event: EventIdentity, file: number): void {
    if (this.#size >= MAXIMUM_EVENTS) {
      throw new AuditTrailError(
        'InvalidArgument',
        `--records compares at most ${MAXIMUM_EVENTS.toLocaleString('en-US')} events. Narrow the range with --since and --until.`,
      );
    }
    if (this.#size >= this.#files.length * LOAD) this.#grow();
    this.#put(this.#toFingerprint(event), file + 1);
  }

  /** Marks an event as seen. @returns false if no log file has it */
  see(event: EventIdentity): boolean {
    const slot = this.#find(this.#toFingerprint(event));
    const file = this.#files[slot]!;
    this.#files[slot] = -Math.abs(file);
    return file !== 0;
  }

  /** Whether the event was seen. */
  isSeen(event: EventIdentity): boolean {
    return this.#files[this.#find(this.#toFingerprint(event))]! < 0;
  }

  /** The numbers of the files with events that were not seen. */
  unseenFiles(): Set<number> {
    const files = new Set<number>();
    for (const file of this.#files) if (file > 0) files.add(file - 1);
    return files;
  }

  #toFingerprint({ eventId, contentHash }: EventIdentity): number {
    const digits = hash('sha256', `${this.#secret} ${eventId} ${contentHash}`, 'hex');
    return Number.parseInt(digits.slice(0, FINGERPRINT_DIGITS), 16);
  }

  /** The slot of a fingerprint, or the empty one where it belongs. */
  #find(fingerprint: number): number {
    const slots = this.#files.length;
    let slot = fingerprint % slots;
    while (this.#files[slot] !== 0 && this.#fingerprints[slot] !== fingerprint) slot = (slot + 1) % slots;
    return slot;
  }

  /** An event that several files have belongs to the first one. */
  #put(fingerprint: number, file: number): void {
    const slot = this.#find(fingerprint);
    if (this.#files[slot] !== 0) return;
    this.#fingerprints[slot] = fingerprint;
    this.#files[slot] = file;
    this.#size += 1;
  }

  #grow(): void {
    const [fingerprints, files] = [this.#fingerprints, this.#files];
    this.#fingerprints = new Float64Array(files.length * 2);
    this.#files = new Int32Array(files.length * 2);
    this.#size = 0;
    for (const [slot, file] of files.entries()) if (file !== 0) this.#put(fingerprints[slot]!, file);
  }
}
