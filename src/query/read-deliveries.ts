import { groupBy } from '../assure/coverage/group-by';
import type { CoverageDay } from '../assure/coverage/known-coverage';
import { WORST_FIRST } from '../assure/coverage/spans';
import type { TimeRange } from '../assure/covered-time';
import { mapInOrder } from '../assure/in-order';
import { AuditTrailError } from '../errors';
import { untilAborted } from '../store/abort-signal';
import type { AuditStore } from './audit-store';
import type { Deliveries, DeliveriesOptions, DeliveryPlace } from './deliveries-answer';
import { type AskedDeliveries, type DeliveriesQuery, parseDeliveriesQuery } from './deliveries-query';
import { findUnproven, findUnprovenObjects, toDeliveryPlace } from './delivery-place';
import { formatCount } from './format-count';
import { Smallest } from './smallest';

const MAXIMUM_PLACES = 100;
const MAXIMUM_LISTED = 200;
/** Places that are read at the same time. */
const PLACES_AT_ONCE = 8;

const NOTHING_KNOWN =
  'No digest of this time was verified, so it is not known which log files CloudTrail delivered. Use ddb-audit verify.';

/** A place, and its days as far as they were read with those of all places. */
interface FoundPlace {
  readonly place: DeliveryPlace;
  readonly days: readonly CoverageDay[];
}

/** Reads what is known of deliveries. Throws as `AuditLog.deliveries` does. */
export async function readDeliveries(
  store: AuditStore,
  query: DeliveriesQuery,
  { maximumSeconds, signal }: DeliveriesOptions = {},
): Promise<Deliveries> {
  const now = new Date();
  const asked = parseDeliveriesQuery(query, now.getTime());
  const deadline = maximumSeconds === undefined ? undefined : AbortSignal.timeout(maximumSeconds * 1_000);
  const signals = [signal, deadline].filter((one) => one !== undefined);
  /** Undefined once the time is over. */
  const read = async (places: AskedDeliveries): Promise<readonly CoverageDay[] | undefined> => {
    // One for each read: Node.js warns of many listeners to one signal.
    const either = AbortSignal.any(signals);
    try {
      return await untilAborted(store.deliveries(places, either), either);
    } catch (error) {
      if (deadline?.aborted && !signal?.aborted) return undefined;
      throw error;
    }
  };
  const days = await read(asked);
  if (!days) {
    throw new AuditTrailError(
      'ServiceFailed',
      `Deliveries could not be read within ${maximumSeconds} seconds. Ask for a shorter range, or for an account and a Region.`,
    );
  }
  const found = findPlaces(days, asked, now);
  const worst = [...found].sort((one, other) => rank(one) - rank(other));
  const { since, until } = asked;
  const lists = new DeliveryLists({ since, until }, now);
  // Of a single place, a store knows more: what was assessed again later, and the objects that are not proven.
  const reads = mapInOrder(worst.slice(0, MAXIMUM_PLACES), PLACES_AT_ONCE, async (one) => ({
    ...one,
    whole: await read({ since, until, accountIds: [one.place.accountId], regions: [one.place.region] }),
  }));
  for await (const { place, days, whole } of reads) lists.add(place, days, whole);
  const omitted = worst.slice(MAXIMUM_PLACES);
  const { listed, unproven, exceptions, unread } = lists.finish();
  const unreadPlaces = [...unread, ...omitted.map(({ place }) => place)];
  return {
    ...{ since, until },
    places: {
      expected: found.length,
      proven: [...listed, ...omitted.map(({ place }) => place)].filter(isProven).length,
      ...{ listed, omitted: omitted.length },
    },
    unproven,
    exceptions: { ...exceptions, placesOmitted: unreadPlaces.filter((place) => !isProven(place)).length },
    notices: [
      ...(found.length === 0 ? [NOTHING_KNOWN] : []),
      ...(omitted.length > 0 ? [describeOmitted(found.length)] : []),
      ...(unread.length > 0 ? [describeUnread(unread.length, maximumSeconds)] : []),
    ],
  };
}

const isProven = ({ state }: DeliveryPlace): boolean => state === 'proven';
const rank = ({ place }: FoundPlace): number => WORST_FIRST.indexOf(place.state);
const toName = ({ accountId, region }: Pick<CoverageDay, 'accountId' | 'region'>): string =>
  `${accountId} ${region}`;
const byName = (one: DeliveryPlace, other: DeliveryPlace): number => (toName(one) < toName(other) ? -1 : 1);

/** The places that were asked for, by name. */
function findPlaces(days: readonly CoverageDay[], asked: AskedDeliveries, now: Date): FoundPlace[] {
  const { accountIds, regions, since, until } = asked;
  const isAsked = ({ accountId, region }: CoverageDay): boolean =>
    (accountIds?.includes(accountId) ?? true) && (regions?.includes(region) ?? true);
  return [...groupBy(days.filter(isAsked), toName).values()]
    .flatMap((days) => {
      const place = toDeliveryPlace(days, { since, until }, now);
      return place ? [{ place, days }] : [];
    })
    .sort((one, other) => byName(one.place, other.place));
}

const describeOmitted = (count: number): string =>
  `The worst ${MAXIMUM_PLACES} of ${formatCount(count)} accounts and Regions are listed. For others, narrow the ` +
  'question with account and eventRegion.';

const describeUnread = (count: number, seconds: number | undefined): string =>
  `Stopped after ${seconds} seconds: reasons and objects of ${count} accounts and Regions were not read. Ask for a shorter ` +
  'range, or for an account and a Region.';

/** Collects the places of an answer, and what is not proven of them, in bounded lists. */
class DeliveryLists {
  readonly #listed: DeliveryPlace[] = [];
  readonly #unread: DeliveryPlace[] = [];
  readonly #unproven = new CountedList<Deliveries['unproven']['listed'][number]>();
  readonly #exceptions = new CountedList<Deliveries['exceptions']['listed'][number]>();
  #omitted = 0;

  constructor(
    private readonly range: TimeRange,
    private readonly now: Date,
  ) {}

  /** @param whole what is known of this place alone. Undefined if it was not read. */
  add(before: DeliveryPlace, days: readonly CoverageDay[], whole: readonly CoverageDay[] | undefined): void {
    const place = whole ? toDeliveryPlace(whole, this.range, this.now) : before;
    if (!place) return;
    this.#listed.push(place);
    if (!whole) this.#unread.push(place);
    for (const part of findUnproven(whole ?? days, this.range, this.now)) {
      this.#unproven.add(`${part.since} ${toName(part)}`, part);
    }
    const { objects, omitted } = findUnprovenObjects(whole ?? [], this.range, this.now);
    this.#omitted += omitted;
    for (const one of objects) this.#exceptions.add(`${one.since} ${toName(one)} ${one.object}`, one);
  }

  finish() {
    const exceptions = this.#exceptions.finish();
    return {
      listed: this.#listed.sort(byName),
      unread: this.#unread,
      unproven: this.#unproven.finish(),
      exceptions: { ...exceptions, omitted: exceptions.omitted + this.#omitted },
    };
  }
}

/** The first entries by their keys, and how many more there are. */
class CountedList<Entry> {
  readonly #kept = new Smallest<Entry>(MAXIMUM_LISTED);
  #count = 0;

  add(key: string, entry: Entry): void {
    this.#count += 1;
    // Keys may be equal: the number keeps both.
    this.#kept.take(`${key} ${this.#count}`, () => entry);
  }

  finish(): { readonly listed: readonly Entry[]; readonly omitted: number } {
    const listed = this.#kept.toEntries().map(([, entry]) => entry);
    return { listed, omitted: this.#count - listed.length };
  }
}
