import { parseDigestKey, toDeliveryTime } from '../../src/trail/digest-key';

const FOLDER = 'AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2026/03/14';
const NAME = '111122223333_CloudTrail-Digest_eu-west-1_my_trail.v2_us-east-1_20260314T100048Z';
const DIGEST = {
  accountId: '111122223333',
  region: 'eu-west-1',
  trailName: 'my_trail.v2',
  homeRegion: 'us-east-1',
  endTime: '2026-03-14T10:00:48Z',
  isBackfill: false,
};

describe('parseDigestKey', () => {
  it.each([
    ['a digest', `${FOLDER}/${NAME}.json.gz`, DIGEST],
    ['a prefix', `audit/AWSLogs/${FOLDER}/${NAME}.json.gz`, DIGEST],
    ['a backfill', `${FOLDER}/${NAME}_backfill.json.gz`, { ...DIGEST, isBackfill: true }],
    [
      'an organization trail',
      `${FOLDER}/${NAME}.json.gz`.replace('AWSLogs/', 'AWSLogs/o-a1b2c3d4e5/'),
      { ...DIGEST, organizationId: 'o-a1b2c3d4e5' },
    ],
  ])('reads the key of %s', (_, key, digest) => {
    expect(parseDigestKey(key)).toEqual(digest);
  });

  it.each([
    ['a log file', 'AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/14/a.json.gz'],
    ['another Region in the name', `${FOLDER.replace('eu-west-1', 'eu-west-2')}/${NAME}.json.gz`],
    ['another account in the name', `${FOLDER.replace('1111', '2222')}/${NAME}.json.gz`],
    ['a date that is none', `${FOLDER}/${NAME.replace('20260314', '20261314')}.json.gz`],
    ['another ending', `${FOLDER}/${NAME}.json`],
    ['a folder below the day', `${FOLDER}/more/${NAME}.json.gz`],
    ['nothing', ''],
  ])('does not take %s for a digest', (_, key) => {
    expect(parseDigestKey(key)).toBeUndefined();
  });
});

describe('toDeliveryTime', () => {
  it.each([
    ['111122223333_CloudTrail_eu-west-1_20260314T0905Z_aBcDeFgHiJkLmNoP.json.gz', '2026-03-14T09:05:00Z'],
    ['111122223333_CloudTrail_eu-west-1_20260314T0905ZaBcD.json.gz', '2026-03-14T09:05:00Z'],
    ['111122223333_CloudTrail_eu-west-1_20269914T0905Z_aBcD.json.gz', undefined],
    ['extra.json', undefined],
  ])('of %s', (name, time) => {
    expect(toDeliveryTime(`AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/14/${name}`)).toBe(time);
  });
});
