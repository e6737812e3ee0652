import { MAXIMUM_BATCH_BYTES, MAXIMUM_BATCH_ITEMS, requestBytes, type WritableItem } from './batch-request';
import type { WriteCall } from './write-call';

/** An item on its way, and the calls that wait for it. */
export interface PendingItem {
  item: WritableItem;
  calls: readonly WriteCall[];
}

/** Items that wait to be sent, in the order they came. */
export interface WriteQueue {
  /** How many wait, at most: those of a call that has failed are not sent. */
  size(): number;
  add(call: WriteCall, items: readonly WritableItem[]): void;
  /** Takes what fills a request. DynamoDB refuses one that holds a key twice: the last item of a key wins. */
  take(): PendingItem[];
}

/** A call's items, and how many of them were taken, and are left. */
interface Waiting {
  readonly call: WriteCall;
  /** The call alone: one list for all its items. */
  readonly calls: readonly WriteCall[];
  readonly items: readonly WritableItem[];
  taken: number;
  left: number;
}

/** @param envelopeBytes what a request has besides its items, at most */
export function createWriteQueue(envelopeBytes: number): WriteQueue {
  // By call, not by item: a call may bring tens of thousands.
  const queue: Waiting[] = [];
  let size = 0;

  const merge = (pending: PendingItem, item: WritableItem, call: WriteCall): void => {
    pending.item = item;
    if (pending.calls.includes(call)) call.missing -= 1;
    else pending.calls = [...pending.calls, call];
  };

  return {
    size: () => size,
    add(call, items) {
      call.missing += items.length;
      size += items.length;
      queue.push({ call, calls: [call], items, taken: 0, left: items.length });
    },
    take() {
      const batch = new Map<string, PendingItem>();
      let bytes = envelopeBytes;
      for (let waiting = queue[0]; waiting; waiting = queue[0]) {
        const { call } = waiting;
        if (call.settled || waiting.left === 0) {
          size -= waiting.left;
          queue.shift();
          continue;
        }
        const item = waiting.items[waiting.taken]!;
        bytes += requestBytes(item);
        const same = batch.get(item.key);
        const isFull = batch.size === MAXIMUM_BATCH_ITEMS && !same;
        if (isFull || (batch.size > 0 && bytes > MAXIMUM_BATCH_BYTES)) break;
        if (same) merge(same, item, call);
        else batch.set(item.key, { item, calls: waiting.calls });
        waiting.taken += 1;
        waiting.left -= 1;
        size -= 1;
      }
      return [...batch.values()];
    },
  };
}
