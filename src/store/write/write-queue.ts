import { MAXIMUM_BATCH_BYTES, MAXIMUM_BATCH_ITEMS, requestBytes, type WritableItem } from './batch-request';
import type { WriteCall } from './write-call';

/** An item on its way, and the calls that wait for it. */
export interface PendingItem {
  item: WritableItem;
  calls: readonly WriteCall[];
}

/** The items of a call, with the number that was taken and the number that is left. */
interface WaitingCall {
  readonly call: WriteCall;
  /** The call alone: one list for all its items. */
  readonly calls: readonly WriteCall[];
  readonly items: readonly WritableItem[];
  taken: number;
  left: number;
}

/** Items that wait to be sent, in the order in which they came. */
export class WriteQueue {
  // By call, not by item: one call may bring tens of thousands.
  readonly #waiting: WaitingCall[] = [];
  readonly #envelopeBytes: number;
  #size = 0;

  /** @param envelopeBytes bytes of a request besides its items, at most */
  constructor(envelopeBytes: number) {
    this.#envelopeBytes = envelopeBytes;
  }

  /** The largest number of items that can be taken. Items of calls that have failed are not sent. */
  get size(): number {
    return this.#size;
  }

  add(call: WriteCall, items: readonly WritableItem[]): void {
    call.missing += items.length;
    this.#size += items.length;
    this.#waiting.push({ call, calls: [call], items, taken: 0, left: items.length });
  }

  /**
   * Takes the items of the next request. DynamoDB refuses a request that holds a key twice, so the last
   * item with a key replaces those before it.
   */
  take(): PendingItem[] {
    const batch = new Map<string, PendingItem>();
    let bytes = this.#envelopeBytes;
    for (let first = this.#waiting[0]; first; first = this.#waiting[0]) {
      if (first.call.settled || first.left === 0) {
        this.#size -= first.left;
        this.#waiting.shift();
        continue;
      }
      const item = first.items[first.taken]!;
      bytes += requestBytes(item);
      const same = batch.get(item.key);
      const isFull = batch.size === MAXIMUM_BATCH_ITEMS && !same;
      if (isFull || (batch.size > 0 && bytes > MAXIMUM_BATCH_BYTES)) break;
      if (same) replaceItem(same, item, first.call);
      else batch.set(item.key, { item, calls: first.calls });
      first.taken += 1;
      first.left -= 1;
      this.#size -= 1;
    }
    return [...batch.values()];
  }
}

function replaceItem(pending: PendingItem, item: WritableItem, call: WriteCall): void {
  pending.item = item;
  if (pending.calls.includes(call)) call.missing -= 1;
  else pending.calls = [...pending.calls, call];
}
