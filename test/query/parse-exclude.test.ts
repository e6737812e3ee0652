import { parseExclude } from '../../src/query/parse-exclude';

it('takes values by filter, in the spelling of the command line, too', () => {
  expect(
    parseExclude(['action=GetItem', 'source-ip=203.0.113.9', '--source-ip=a=b', 'action=Query']),
  ).toEqual({
    action: ['GetItem', 'Query'],
    sourceIp: ['203.0.113.9', 'a=b'],
  });
});

it.each([
  ['GetItem', /must be FILTER=VALUE.*"GetItem"/],
  ['action=', /must be FILTER=VALUE/],
  ['acton=GetItem', /"acton".*Did you mean "action"\? Use one of resource, /],
  ['since=1h', /cannot use the filter "since"/],
])('refuses %s', (exclusion, message) => {
  expect(() => parseExclude([exclusion])).toThrow(
    expect.objectContaining({ code: 'InvalidArgument', message: expect.stringMatching(message) }),
  );
});
