import { randomBytes } from 'node:crypto';
import { ActivityCollector } from '../../src/activity/activity-collector';
import { Tokenizer } from '../../src/activity/tokens';
import type { EventBatch } from '../../src/ingest/event-batch';
import { createExclusion } from '../../src/ingest/exclusion';
import { HeldMemory } from '../../src/ingest/held-memory';
import { type StoreOptions, storeFile } from '../../src/ingest/store-file';
import { parseIngestSettings } from '../../src/settings/ingest-settings';
import { SALT } from '../support/activity';
import { SOURCE } from '../support/audit-records';
import { dataEvent, logFile, tableResource } from '../support/events';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(6));

const SETTINGS = parseIngestSettings({});
const OPTIONS: StoreOptions = {
  source: SOURCE,
  classify: {},
  items: SETTINGS,
  exclusion: createExclusion(SETTINGS, Date.now()),
  maximumInflatedBytes: SETTINGS.maximumInflatedBytes,
};
const MEBIBYTE = 2 ** 20;

/** A file with this many items of about 16 KB, as random text does not compress. */
const toFile = (events: number) =>
  logFile(
    Array.from({ length: events }, () =>
      dataEvent({ requestParameters: { tableName: 'Music', note: randomBytes(12_000).toString('hex') } }),
    ),
  );
const LARGE = toFile(150);
const toBytes = async function* (bytes: Uint8Array) {
  for (let start = 0; start < bytes.length; start += 65_536) yield bytes.subarray(start, start + 65_536);
};

/** Opens a file, each time as the next of these says, and stores into an array. */
function makeStorage(openings: readonly (() => AsyncIterable<Uint8Array>)[]) {
  const stored: string[] = [];
  let opened = 0;
  return {
    stored,
    opened: () => opened,
    storage: {
      open: async () => openings[opened++]!(),
      async store({ items }: EventBatch) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        stored.push(...items.map(({ key }) => key));
      },
    },
  };
}

async function* cutOff(bytes: Uint8Array) {
  yield bytes.subarray(0, bytes.length >> 1);
  throw new Error('connection reset');
}

describe('a file', () => {
  let memory: HeldMemory;
  beforeEach(() => {
    memory = new HeldMemory(MEBIBYTE / 2);
  });

  it('that fits in memory is read once', async () => {
    const file = toFile(5);
    const { storage, stored, opened } = makeStorage([() => toBytes(file)]);
    await expect(storeFile(storage, OPTIONS, new HeldMemory())).resolves.toMatchObject({
      counts: { audited: 5 },
    });
    expect([opened(), stored.length]).toEqual([1, 5]);
  });

  it('that does not is checked to its end before anything is stored, and every event is stored once', async () => {
    const open = () => toBytes(LARGE);
    const { storage, stored, opened } = makeStorage([open, open, open]);
    const { counts } = await storeFile(storage, OPTIONS, memory);
    expect(counts).toMatchObject({ read: 150, audited: 150 });
    expect([opened(), new Set(stored).size, stored.length]).toEqual([3, 150, 150]);
  });

  it('makes the same activity entries, whether it fits in memory or not', async () => {
    const open = () => toBytes(LARGE);
    const collect = async (memory: HeldMemory) => {
      const activity = new ActivityCollector(new Tokenizer(SALT));
      const { storage, opened } = makeStorage([open, open, open]);
      await storeFile(storage, { ...OPTIONS, activity }, memory);
      return { opened: opened(), collected: activity.finish() };
    };
    const [whole, inPieces] = [await collect(new HeldMemory()), await collect(memory)];
    expect([whole.opened, inPieces.opened]).toEqual([1, 3]);
    expect(whole.collected.entries).toHaveLength(1);
    expect(inPieces.collected).toEqual(whole.collected);
  });

  it('that is bad at its end stores nothing, however large', async () => {
    const file = LARGE.subarray(0, -9);
    const open = () => toBytes(file);
    const { storage, stored } = makeStorage([open, open, open]);
    await expect(storeFile(storage, OPTIONS, memory)).rejects.toMatchObject({ code: 'InvalidLogFile' });
    expect(stored).toEqual([]);
  });

  it.each([
    [
      'cannot be opened',
      () => {
        throw new Error('connection reset');
      },
    ],
    ['breaks off', cutOff],
  ])('that %s at the third reading fails when what was being stored is stored', async (_, third) => {
    const open = () => toBytes(LARGE);
    const { storage, stored } = makeStorage([open, open, () => third(LARGE)]);
    await expect(storeFile(storage, OPTIONS, memory)).rejects.toThrow('connection reset');
    expect(stored.length).toBeGreaterThan(40);
    const storedThen = stored.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(stored).toHaveLength(storedThen);
  });

  it('that fails leaves its share of the memory to others', async () => {
    const memory = new HeldMemory(2.5 * MEBIBYTE);
    const good = () => toBytes(LARGE);
    const failing = [[() => cutOff(LARGE)], [good, () => cutOff(LARGE)], [good, good, () => cutOff(LARGE)]];
    for (const openings of failing) {
      await expect(storeFile(makeStorage(openings).storage, OPTIONS, memory)).rejects.toThrow();
    }
    const refused = { open: async () => good(), store: () => Promise.reject(new Error('refused')) };
    await expect(storeFile(refused, OPTIONS, memory)).rejects.toThrow('refused');

    const smaller = toFile(100);
    const { storage, opened } = makeStorage([() => toBytes(smaller)]);
    await storeFile(storage, OPTIONS, memory);
    expect(opened()).toBe(1);
  });

  it('summarizes the same events, whether it is read in pieces or at once', async () => {
    const events = Array.from({ length: 400 }, (_, number) =>
      dataEvent({
        requestParameters: { tableName: 'Music', note: randomBytes(12_000).toString('hex') },
        ...(number % 2 === 0 && { errorCode: 'AccessDenied' }),
      }),
    );
    const file = logFile(events);
    const denied = events.filter(({ errorCode }) => errorCode).map(({ eventID }) => eventID);
    const store = async (memory: HeldMemory) => {
      const { storage, stored } = makeStorage([1, 2, 3].map(() => () => toBytes(file)));
      const activity = new ActivityCollector(new Tokenizer(SALT), {
        dataEventDetail: 'activity',
        machines: [],
      });
      const { counts } = await storeFile(storage, { ...OPTIONS, activity }, memory);
      return { counts, stored: stored.sort(), entries: activity.finish().entries };
    };
    const whole = await store(new HeldMemory());
    expect(whole.counts).toMatchObject({ audited: 400, recorded: 100, summarized: 300 });
    expect(whole.stored.map((key) => key.slice(0, 36))).toEqual(denied.slice(0, 100));
    await expect(store(new HeldMemory(1))).resolves.toEqual(whole);
  });

  it('gives the names of events that it summarizes, also of very many', async () => {
    const named = Array.from({ length: 25_000 }, (_, number) =>
      dataEvent({ resources: [tableResource(`table-${number}`)], requestParameters: null }),
    );
    const file = logFile(named);
    const names = new Set<string>();
    const activity = new ActivityCollector(new Tokenizer(SALT), {
      dataEventDetail: 'activity',
      machines: [],
    });
    const storage = {
      open: async () => toBytes(file),
      store: async (batch: EventBatch) => {
        expect(batch.items).toEqual([]);
        for (const { value } of batch.named.entries(['resources'])) names.add(value);
      },
    };
    await storeFile(storage, { ...OPTIONS, activity }, new HeldMemory());
    expect(names.size).toBe(named.length);
  });

  it('counts copies of an event and keeps its variants, also of the same id many times', async () => {
    const variants = Array.from({ length: 500 }, (_, note) =>
      dataEvent({ eventID: 'one-id', requestParameters: { tableName: 'Music', note } }),
    );
    const file = logFile([...variants, ...variants.slice(0, 20)]);
    const { storage, stored } = makeStorage([() => toBytes(file)]);
    const { counts } = await storeFile(storage, OPTIONS, new HeldMemory());
    expect(counts).toMatchObject({ read: 520, audited: 500, duplicates: 20 });
    expect(new Set(stored).size).toBe(500);
  });
});
