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
});
