import { toKnownCoverage } from '../../../src/assure/coverage/to-known-coverage';
import { findExpectedPlace } from '../../../src/assure/trails/expected-place';
import { toTime } from '../../../src/time';

const NOW = new Date('2026-03-14T10:20:00Z');
const OWN = {
  trailArn: 'arn:aws:cloudtrail:us-east-1:111122223333:trail/own-trail',
  bucketName: 'trail-logs',
};
const daysAgo = (days: number) => toTime(NOW.getTime() - days * 86_400_000);
const latest = (time: string, trail = 'own-trail@us-east-1') => ({
  ...{ accountId: '111122223333', region: 'us-east-1', trail, folder: 's3://trail-logs/AWSLogs/' },
  ...{ firstSeen: time, lastDigest: time, runs: [] },
});

describe('the own trail of a deployment', () => {
  it('is expected in its account and home Region before its first digest', () => {
    expect(findExpectedPlace(OWN, [latest(daysAgo(1), 'other@us-east-1')], NOW)).toMatchObject({
      ...{ accountId: '111122223333', region: 'us-east-1', trail: 'own-trail@us-east-1' },
      folder: 's3://trail-logs/AWSLogs/',
    });
  });

  it('writes to the folder of its organization', () => {
    const place = findExpectedPlace({ ...OWN, organizationId: 'o-exampleorgid' }, [], NOW);
    expect(place?.folder).toBe('s3://trail-logs/AWSLogs/o-exampleorgid/');
  });

  it.each([
    ['2026-03-14T13:00:00Z', 'pending'],
    ['2026-03-14T18:00:00Z', 'digestMissing'],
  ])('is not proven without a digest: at %s it is %s', (time, state) => {
    const { days } = findExpectedPlace(OWN, [], NOW)!;
    const range = { since: '2026-03-14T11:30:00Z', until: time };
    expect(toKnownCoverage(days, range, new Date(time))).toMatchObject({
      ...{ expected: 1, proven: 0 },
      exceptions: [{ accountId: '111122223333', region: 'us-east-1', state }],
    });
  });

  it('is noted again before answers forget it', () => {
    expect(findExpectedPlace(OWN, [latest(daysAgo(27))], NOW)).toBeUndefined();
    expect(findExpectedPlace(OWN, [latest(daysAgo(29))], NOW)).toBeDefined();
  });
});
