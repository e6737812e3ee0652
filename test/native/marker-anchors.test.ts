import { toAnchors } from '../../src/native/marker-anchors';

it('chooses the marker of each group that has the rarest two bytes', () => {
  const anchors = toAnchors([['dynamodb.amazonaws.com'], ['amazonaws.com', 'ScalableTarget']]);
  expect(anchors).toEqual([
    { group: 0, marker: 'dynamodb.amazonaws.com', pair: 'b.', pairOffset: 7, alone: true },
    { group: 1, marker: 'ScalableTarget', pair: 'eT', pairOffset: 7, alone: false },
  ]);
});

test.each([
  ['a marker that is too long', [['x'.repeat(129)]]],
  ['a marker of a single character', [['x']]],
  ['a group without a marker', [[]]],
  ['too many groups', Array.from({ length: 31 }, () => ['ab'])],
])('leaves %s to the plain scanner', (_, groups) => {
  expect(toAnchors(groups)).toBeUndefined();
});
