import { toAnchors } from '../../src/native/marker-anchors';

it('picks of each group the marker with the rarest two bytes', () => {
  const anchors = toAnchors([['dynamodb.amazonaws.com'], ['amazonaws.com', 'ScalableTarget']]);
  expect(anchors).toEqual([
    { group: 0, marker: 'dynamodb.amazonaws.com', pair: 'b.', pairOffset: 7, alone: true },
    { group: 1, marker: 'ScalableTarget', pair: 'eT', pairOffset: 7, alone: false },
  ]);
});

test.each([
  ['a quote', [['"eventSource"']], /without " .* not "\\"eventSource\\""/],
  ['a slash', [['a/b']], /not "a\/b"/],
  ['a character that CloudTrail escapes', [['a=b']], /not "a=b"/],
  ['what is not ASCII', [['é-']], /not "é-"/],
  ['a single character', [['x']], /2 to 128 characters/],
  ['too many', [['x'.repeat(129)]], /2 to 128 characters/],
  ['no marker', [[]], /at least one marker/],
  ['too many groups', Array.from({ length: 32 }, () => ['ab']), /32 groups/],
])('refuses %s', (_, groups, message) => {
  expect(() => toAnchors(groups)).toThrow(
    expect.objectContaining({ code: 'InvalidArgument', message: expect.stringMatching(message) }),
  );
});
