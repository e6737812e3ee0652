import fc from 'fast-check';
import { normalEventTime } from '../../src/audit/event-time';
import { campaignSize } from '../support/campaigns';

it.each([
  ['2026-03-14T09:26:53Z', '2026-03-14T09:26:53Z'],
  ['2023-04-04T08:16:48+0000', '2023-04-04T08:16:48Z'],
  ['2023-04-04T08:16:48+00:00', '2023-04-04T08:16:48Z'],
  ['2023-04-04T08:16:48.999Z', '2023-04-04T08:16:48Z'],
  ['2023-04-04T08:16:48.123456789+02:00', '2023-04-04T06:16:48Z'],
  ['2023-01-01T01:00:00+0530', '2022-12-31T19:30:00Z'],
  ['2023-12-31T20:00:00-05:00', '2024-01-01T01:00:00Z'],
  ['2023-04-04 08:16:48', '2023-04-04T08:16:48Z'],
  ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
])('%s is %s', (text, normal) => {
  expect(normalEventTime(text)).toBe(normal);
});

it.each([
  '',
  'yesterday',
  'May 1, 2015 7:24:55 AM',
  '2023-04-04',
  '20230404T081648Z',
  '2023-02-29T00:00:00Z',
  '2023-13-01T00:00:00Z',
  '2023-04-04T24:00:00Z',
  '2023-04-04T08:61:00Z',
  '2023-04-04T08:16:48Z and more',
  '9999-12-31T23:59:59-01:00',
  '1680596208',
])('%j is not a time', (text) => {
  expect(normalEventTime(text)).toBeUndefined();
});

it('keeps any second of the four-digit years', () => {
  const seconds = fc.integer({
    min: Date.parse('0001-01-02T00:00:00Z') / 1000,
    max: Date.parse('9999-12-30T00:00:00Z') / 1000,
  });
  fc.assert(
    fc.property(seconds, fc.integer({ min: -14 * 60, max: 14 * 60 }), (second, offset) => {
      const utc = `${new Date(second * 1000).toISOString().slice(0, 19)}Z`;
      const local = new Date((second + offset * 60) * 1000).toISOString().slice(0, 19);
      const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60];
      const zone = `${offset < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
      expect(normalEventTime(local + zone)).toBe(utc);
    }),
  );
});

it('is a normal time exactly where its second is on the calendar', () => {
  const digits = (most: number, length = 2) => fc.nat(most).map((n) => String(n).padStart(length, '0'));
  const time = fc
    .tuple(digits(9999, 4), digits(13), digits(32), digits(25), digits(61), digits(61))
    .map(
      ([year, month, day, hour, minute, second]) => `${year}-${month}-${day}T${hour}:${minute}:${second}Z`,
    );
  const damaged = fc
    .tuple(time, fc.nat(20), fc.nat(1), fc.constantFrom('', '0', '9', ':', '/', '-', 'T', 'Z', ' ', '\u0660'))
    .map(([text, at, removed, added]) => text.slice(0, at) + added + text.slice(at + removed));
  const isOnCalendar = (text: string) => {
    const milliseconds = Date.parse(text);
    // Date moves what is not on the calendar, and takes other forms.
    return !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString() === text.replace('Z', '.000Z');
  };
  fc.assert(
    fc.property(fc.oneof(time, damaged), (text) => {
      expect(normalEventTime(text) === text).toBe(isOnCalendar(text));
    }),
    { numRuns: campaignSize(20_000) },
  );
});
