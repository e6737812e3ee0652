import { isRetryable } from '../../aws/signed-request';
import { MAXIMUM_ATTEMPTS } from '../backoff';
import type { WriteCall } from './write-call';
import type { PendingItem } from './write-queue';

/** Errors that one item of a batch can cause. */
const REFUSES_AN_ITEM = ['ValidationException', 'SerializationException'];

const isOpen = (call: WriteCall): boolean => !call.settled;

/** Whether a call still waits for the item. */
export const isAwaited = ({ calls }: PendingItem): boolean => calls.some(isOpen);

/** The calls that still wait for any of the items. */
export const openCalls = (items: readonly PendingItem[]): Set<WriteCall> =>
  new Set(items.flatMap(({ calls }) => calls.filter(isOpen)));

/** What to do with a batch after an error. */
export type AfterError =
  | { readonly do: 'retry' }
  | { readonly do: 'fail' }
  /** DynamoDB does not say which item was wrong: send the halves to find out. */
  | { readonly do: 'split'; readonly halves: readonly (readonly PendingItem[])[] };

export function decideAfterError(items: readonly PendingItem[], error: unknown): AfterError {
  if (isRetryable(error)) return { do: 'retry' };
  const concernsOneItem = REFUSES_AN_ITEM.includes((error as Error).name);
  if (!concernsOneItem || items.length === 1 || openCalls(items).size === 1) return { do: 'fail' };
  const middle = items.length >> 1;
  return { do: 'split', halves: [items.slice(0, middle), items.slice(middle)] };
}

/** The calls to give up after so many attempts that wrote nothing. */
export const callsToGiveUp = (items: readonly PendingItem[], attempts: number): WriteCall[] =>
  attempts < MAXIMUM_ATTEMPTS ? [] : [...openCalls(items)].filter(({ isPatient }) => !isPatient);
