import { fingerprint, parseQuery, parseTimeRange } from '../../src/query/query';

const NOW = Date.parse('2026-05-10T12:00:00Z');
const refusal = (...parts: string[]) =>
  expect.objectContaining({
    code: 'InvalidArgument',
    message: expect.stringMatching(new RegExp(parts.join('[^]*'))),
  });

describe('parseQuery', () => {
  it('asks for the newest first unless told otherwise', () => {
    expect(parseQuery({})).toEqual({ query: { order: 'desc' }, notices: [] });
  });

  it('names the parameter, what is allowed and the value given', () => {
    expect(() => parseQuery({ plane: ['controll'] })).toThrow(
      refusal('plane must', 'control', 'data', 'controll'),
    );
  });

  it('names every mistake at once', () => {
    expect(() => parseQuery({ risk: 'severe', table: [] })).toThrow(refusal('table', 'risk'));
  });

  it('refuses a filter that does not exist', () => {
    expect(() => parseQuery({ tables: ['Music'] })).toThrow(
      refusal('Unknown parameter "tables". Did you mean "table"?'),
    );
  });

  it('refuses more values than it can read side by side', () => {
    expect(() => parseQuery({ principal: Array.from({ length: 21 }, (_, i) => `p${i}`) })).toThrow(
      refusal('principal'),
    );
  });

  it.each([
    ['errorCode', 'error'],
    ['accountId', 'account'],
    ['region', 'eventRegion'],
  ])('takes %s for %s, and says so', (oldName, newName) => {
    const { query, notices } = parseQuery({ [oldName]: ['x'] });
    expect(query).toEqual({ order: 'desc', [newName]: ['x'] });
    expect(notices).toEqual([expect.stringContaining(`${oldName} is now called ${newName}`)]);
    expect(() => parseQuery({ [oldName]: ['x'], [newName]: ['x'] })).toThrow(
      refusal(newName, oldName, 'both'),
    );
  });

  it('refuses a time zone that does not exist', () => {
    expect(() => parseQuery({ timeZone: 'Europe/Atlantis' })).toThrow(refusal('timeZone', 'Europe/Atlantis'));
  });

  it('refuses related without anything to relate to', () => {
    expect(() => parseQuery({ related: true })).toThrow(refusal('related', 'table'));
  });
});

describe('parseTimeRange', () => {
  it('reads both bounds at the same now', () => {
    expect(parseTimeRange({ since: '2h', until: '1h' }, NOW)).toEqual({
      since: '2026-05-10T10:00:00Z',
      until: '2026-05-10T11:00:00Z',
    });
  });

  it('reads both bounds in the time zone of the query', () => {
    const query = { since: '2026-05-10 10:00', until: '2026-05-10T10:00Z', timeZone: 'America/New_York' };
    expect(() => parseTimeRange(query, NOW)).toThrow(refusal('14:00:00Z', '10:00:00Z'));
    expect(parseTimeRange({ ...query, timeZone: 'Asia/Tokyo' }, NOW)).toEqual({
      since: '2026-05-10T01:00:00Z',
      until: '2026-05-10T10:00:00Z',
    });
  });

  it('allows an empty range', () => {
    expect(parseTimeRange({ since: '1h', until: '1h' }, NOW).since).toBe('2026-05-10T11:00:00Z');
  });

  it('refuses a start after the end, with both as given and as understood', () => {
    expect(() => parseTimeRange({ since: '1h', until: '2h' }, NOW)).toThrow(
      refusal('since is 1h', '11:00:00Z', 'until is 2h', '10:00:00Z'),
    );
  });
});

describe('fingerprint', () => {
  it('is the same for the same question in other words', () => {
    const one = parseQuery({ action: ['Scan', 'Query'], plane: ['data'], related: false }).query;
    const other = parseQuery({ plane: ['data'], action: ['Query', 'Scan', 'Query'], order: 'desc' }).query;
    expect(fingerprint(one)).toBe(fingerprint(other));
  });

  it.each([{ plane: ['data'] }, { action: ['data'] }, { order: 'asc' }, { since: '1h' }])(
    'tells %j from the question without it',
    (filter) => {
      expect(fingerprint(parseQuery(filter).query)).not.toBe(fingerprint(parseQuery({}).query));
    },
  );
});
