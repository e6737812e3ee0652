import { readTableHours, sliceHours } from '../../../src/query/dynamodb/table-hours';
import type { ActivityEntry } from '../../../src/store/ledger/activity-item';
import type { HourRange } from '../../../src/store/ledger/activity-ledger';

const NOW = Date.parse('2026-03-14T09:26:53Z');

describe('slices of hours', () => {
  it('follow each other, newest first, a short one first', () => {
    expect(sliceHours({ since: '2026-03-10T12:00:00Z', until: '2026-03-14T12:00:00Z' }, NOW)).toEqual([
      { since: '2026-03-14T06', until: '2026-03-14T11' },
      { since: '2026-03-11T18', until: '2026-03-14T05' },
      { since: '2026-03-10T12', until: '2026-03-11T17' },
    ]);
  });

  it('have the hours that the range cuts', () => {
    expect(sliceHours({ since: '2026-03-14T08:30:00Z', until: '2026-03-14T09:10:00Z' }, NOW)).toEqual([
      { since: '2026-03-14T08', until: '2026-03-14T09' },
    ]);
  });

  it('are open where the range is', () => {
    expect(sliceHours({}, NOW)).toEqual([{ since: '2026-03-14T04' }, { until: '2026-03-14T03' }]);
  });

  it('are none for an empty range', () => {
    expect(sliceHours({ since: '2026-03-14T09:00:00Z', until: '2026-03-14T09:00:00Z' }, NOW)).toEqual([]);
  });
});

describe('the hours of a table', () => {
  const entry = (hour: number, file: string) =>
    ({ hour: `2026-03-14T${String(hour).padStart(2, '0')}`, file }) as ActivityEntry;
  const SLICES: HourRange[] = [9, 7, 5, 3, 1].map((hour) => ({ since: `2026-03-14T0${hour}` }));

  /** A slice of two hours, in two pages that divide the first hour. */
  async function* read({ since = '' }: HourRange, begun: string[]) {
    const hour = Number(since.slice(11));
    begun.push(since);
    await new Promise((resolve) => setTimeout(resolve, hour));
    yield [entry(hour + 1, 'a')];
    yield [entry(hour + 1, 'b'), entry(hour, 'a')];
  }

  it('come whole and in order, with some slices read ahead', async () => {
    const begun: string[] = [];
    const hours = [];
    for await (const { hour, entries } of readTableHours((slice) => read(slice, begun), SLICES, 2)) {
      hours.push(`${hour.slice(11, 13)} ${entries.map(({ file }) => file).join('')}`);
      if (hours.length === 1) expect(begun).toHaveLength(1);
      if (hours.length === 3) expect(begun).toHaveLength(4);
    }
    expect(hours).toEqual([
      '10 ab',
      '09 a',
      '08 ab',
      '07 a',
      '06 ab',
      '05 a',
      '04 ab',
      '03 a',
      '02 ab',
      '01 a',
    ]);
  });

  it('end with the failure of a slice that was read ahead, once it has its turn', async () => {
    async function* readBroken(slice: HourRange) {
      if (slice.since === '2026-03-14T05') throw new Error('broken');
      yield* read(slice, []);
    }
    const hours: string[] = [];
    const reading = async () => {
      for await (const { hour } of readTableHours(readBroken, SLICES, 4)) hours.push(hour.slice(11, 13));
    };
    await expect(reading()).rejects.toThrow('broken');
    expect(hours).toEqual(['10', '09', '08']);
  });
});
