import { assertSearchable } from '../../src/trail/markers';

test.each([
  ['a quote', [['"eventSource"']], /without " .* but is "\\"eventSource\\""/],
  ['a slash', [['a/b']], /but is "a\/b"/],
  ['a character that CloudTrail escapes', [['a=b']], /but is "a=b"/],
  ['a character that is not ASCII', [['é-']], /but is "é-"/],
  ['a single character', [['x']], /2 to 128 characters/],
  ['too many characters', [['x'.repeat(129)]], /2 to 128 characters/],
  ['no marker', [[]], /at least one marker/],
])('refuses a group with %s', (_, groups, message) => {
  expect(() => assertSearchable({ markerGroups: groups })).toThrow(
    expect.objectContaining({ code: 'InvalidArgument', message: expect.stringMatching(message) }),
  );
});
