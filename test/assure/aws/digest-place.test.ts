import { toDigest, toTrailFolder } from '../../../src/assure/aws/digest-place';
import { formatTrail } from '../../../src/assure/verify-chain';
import { SignedChain, signingKey } from '../../support/digests';

it.each([
  ['a trail', {}],
  ['a trail with a prefix', { prefix: 'production/logs' }],
  ['a trail of an organization', { organizationId: 'o-exampleorgid', account: '444455556666' }],
  [
    'a trail of another Region, whose name has an underscore',
    { trailName: 'all_events', homeRegion: 'eu-west-1' },
  ],
])('names the digest of %s by its end', (_name, options) => {
  const [digest] = new SignedChain({ key: signingKey(), ...options }).addHours(1).digests;
  const { bucket, key } = digest!;
  const {
    account: accountId = '111122223333',
    trailName = 'management-events',
    homeRegion = 'us-east-1',
  } = options as { account?: string; trailName?: string; homeRegion?: string };
  const trail = formatTrail({ trailName, homeRegion });
  const latest = { accountId, region: 'us-east-1', trail, folder: toTrailFolder({ bucket, key }) };
  expect(toDigest(latest, '2026-03-14T01:00:48Z')).toMatchObject({ bucket, key });
});
