import { parseTime } from '../../src/query/time';

const NOW = Date.parse('2026-05-10T12:00:00Z');

describe('parseTime', () => {
  it.each([
    ['15m', '2026-05-10T11:45:00Z'],
    ['2h30m', '2026-05-10T09:30:00Z'],
    ['1d', '2026-05-09T12:00:00Z'],
    ['1w', '2026-05-03T12:00:00Z'],
    ['90s', '2026-05-10T11:58:30Z'],
    ['0s', '2026-05-10T12:00:00Z'],
    ['2026-05-01', '2026-05-01T00:00:00Z'],
    ['2026-05-01T10:00', '2026-05-01T10:00:00Z'],
    ['2026-05-01T10:00:00', '2026-05-01T10:00:00Z'],
    ['2026-05-01T10:00:00Z', '2026-05-01T10:00:00Z'],
    ['2026-05-01T10:00:00+02:00', '2026-05-01T08:00:00Z'],
    ['2026-05-01T10:00:00.001Z', '2026-05-01T10:00:01Z'],
    ['2028-02-29', '2028-02-29T00:00:00Z'],
    ['2026-05-01 10:00', '2026-05-01T10:00:00Z'],
    ['2026-05-01 10:00:00Z', '2026-05-01T10:00:00Z'],
    ['1969-07-20 20:17', '1969-07-20T20:17:00Z'],
  ])('reads %s as %s', (text, expected) => {
    expect(parseTime(text, NOW)).toBe(expected);
  });

  it.each([
    '',
    'yesterday',
    '1',
    '1y',
    '-1h',
    '1.5h',
    'h',
    '2026-02-30',
    '2026-13-01',
    '2026-05-01T25:00',
    '20260501',
    '2026-5-1',
    '999999999w',
  ])('refuses %j', (text) => {
    expect(() => parseTime(text, NOW)).toThrow(
      expect.objectContaining({ code: 'InvalidArgument', message: expect.stringContaining(`"${text}"`) }),
    );
  });

  it('rounds a span up to a whole second, so that now is not before itself', () => {
    expect(parseTime('1h', NOW + 250)).toBe('2026-05-10T11:00:01Z');
  });

  it.each([
    ['2026-01-10 10:00', 'Europe/Berlin', '2026-01-10T09:00:00Z'],
    ['2026-07-10T10:00', 'Europe/Berlin', '2026-07-10T08:00:00Z'],
    ['2026-07-10', 'Europe/Berlin', '2026-07-09T22:00:00Z'],
    ['2026-07-10T10:00Z', 'Europe/Berlin', '2026-07-10T10:00:00Z'],
    ['2026-07-10 10:00', 'Asia/Kolkata', '2026-07-10T04:30:00Z'],
    ['2026-07-10 10:00', 'America/Los_Angeles', '2026-07-10T17:00:00Z'],
    ['1h', 'Asia/Tokyo', '2026-05-10T11:00:00Z'],
  ])('reads %s in %s as %s', (text, timeZone, expected) => {
    expect(parseTime(text, NOW, timeZone)).toBe(expected);
  });

  it('takes the first of two equal local times', () => {
    expect(parseTime('2026-10-25 02:30', NOW, 'Europe/Berlin')).toBe('2026-10-25T00:30:00Z');
  });

  it('moves a local time that is skipped by as much as the clock was', () => {
    expect(parseTime('2026-03-29 02:30', NOW, 'Europe/Berlin')).toBe('2026-03-29T01:30:00Z');
  });
});
