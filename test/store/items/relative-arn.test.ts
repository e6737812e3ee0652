import * as fc from 'fast-check';
import {
  absoluteFrom,
  principalPrefix,
  relativeTo,
  resourcePrefix,
} from '../../../src/store/items/relative-arn';

const own = { service: 'dynamodb', accountId: '111122223333', region: 'us-east-1' };

describe('relative ARNs', () => {
  it.each([
    ['arn:aws:dynamodb:us-east-1:111122223333:table/Music', ':table/Music'],
    [
      'arn:aws:dynamodb:us-west-2:111122223333:table/Music',
      'arn:aws:dynamodb:us-west-2:111122223333:table/Music',
    ],
    [
      'arn:aws:dynamodb:us-east-1:444455556666:table/Music',
      'arn:aws:dynamodb:us-east-1:444455556666:table/Music',
    ],
    ['dax-parameter-group/x', 'dax-parameter-group/x'],
    [':odd', '::odd'],
  ])('%s is written %s', (arn, written) => {
    expect(relativeTo(resourcePrefix(own), arn)).toBe(written);
  });

  it('knows the partition of a Region, and the service of DAX', () => {
    expect(resourcePrefix({ ...own, service: 'dax', region: 'cn-north-1' })).toBe(
      'arn:aws-cn:dax:cn-north-1:111122223333:',
    );
    expect(principalPrefix(own)).toBe('arn:aws:iam::111122223333:');
  });

  it('writes whole what a record without account or Region names', () => {
    expect(relativeTo(resourcePrefix({ region: 'us-east-1' }), 'arn:a')).toBe('arn:a');
  });

  it('gives every value back', () => {
    const prefix = resourcePrefix(own);
    const value = fc.oneof(
      fc.string(),
      fc.string().map((rest) => `${prefix}${rest}`),
      fc.string().map((rest) => `:${rest}`),
    );
    fc.assert(
      fc.property(value, fc.constantFrom(prefix, undefined), (text, known) => {
        expect(absoluteFrom(known, relativeTo(known, text))).toBe(text);
      }),
    );
  });
});
