import { classifyObjectKey, localObjectKey } from '../../src/trail/object-key';

const FILE = '111122223333_CloudTrail_eu-west-1_20260301T0905Z_aBcDeFgHiJkLmNoP.json.gz';
const LOG_FILE = { kind: 'log-file', accountId: '111122223333', region: 'eu-west-1', day: '2026-03-01' };
const foreign = { kind: 'skipped', reason: 'foreign' };

describe('classifyObjectKey', () => {
  test.each([
    ['an ordinary trail', `AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/01/${FILE}`],
    ['a trail with a prefix', `audit/prod/AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/01/${FILE}`],
    [
      'a prefix that holds the words of other folders',
      `CloudTrail-Digest/AWSLogs/999999999999/CloudTrail-Insight/AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/01/${FILE}`,
    ],
    [
      'a name without the underscore after Z',
      'AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/01/a_20260301T0905ZaBcD.json.gz',
    ],
    ['a file that was unpacked', 'AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/01/a.json'],
    [
      'a prefix with a line break',
      `odd\nprefix/AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/01/${FILE}`,
    ],
  ])('reads %s', (_, key) => {
    expect(classifyObjectKey(key)).toEqual(LOG_FILE);
  });

  test.each(['us-gov-west-1', 'cn-north-1', 'us-iso-east-1', 'mx-central-1'])(
    'reads the Region %s',
    (region) => {
      const key = `AWSLogs/111122223333/CloudTrail/${region}/2026/03/01/a.json.gz`;
      expect(classifyObjectKey(key)).toEqual({ ...LOG_FILE, region });
    },
  );

  it('names the organization of an organization trail', () => {
    const key = `AWSLogs/o-a1b2c3d4e5/111122223333/CloudTrail/eu-west-1/2026/03/01/${FILE}`;
    expect(classifyObjectKey(key)).toEqual({ ...LOG_FILE, organizationId: 'o-a1b2c3d4e5' });
  });

  test.each([
    ['CloudTrail-Digest', 'digest'],
    ['CloudTrail-Insight', 'insight'],
    ['CloudTrail-NetworkActivity', 'network-activity'],
    ['CloudTrail-Aggregated', 'aggregated'],
  ])('skips %s, of an account or an organization', (folder, reason) => {
    for (const organization of ['', 'o-a1b2c3d4e5/']) {
      const key = `AWSLogs/${organization}111122223333/${folder}/eu-west-1/2026/03/01/a.json.gz`;
      expect(classifyObjectKey(key)).toEqual({ kind: 'skipped', reason });
    }
  });

  it('goes by the last folder structure, not by the first', () => {
    const key =
      'AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/01/AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2026/03/01/a.json.gz';
    expect(classifyObjectKey(key)).toEqual({ kind: 'skipped', reason: 'digest' });
  });

  test.each([
    ['no AWSLogs folder', `111122223333/CloudTrail/eu-west-1/2026/03/01/${FILE}`],
    ['a folder that only ends in AWSLogs', `myAWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/01/${FILE}`],
    ['an account of 11 digits', `AWSLogs/11112222333/CloudTrail/eu-west-1/2026/03/01/${FILE}`],
    ['another service', 'AWSLogs/111122223333/vpcflowlogs/eu-west-1/2026/03/01/a.log.gz'],
    [
      'a folder of CloudTrail that nobody knows',
      `AWSLogs/111122223333/CloudTrail-Lake/eu-west-1/2026/03/01/${FILE}`,
    ],
    ['a month that is none', `AWSLogs/111122223333/CloudTrail/eu-west-1/2026/13/01/${FILE}`],
    ['a folder below the day', `AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/01/more/${FILE}`],
    ['a folder marker', 'AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/01/'],
    ['another file type', 'AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/01/readme.txt'],
    ['nothing', ''],
  ])('skips %s as foreign', (_, key) => {
    expect(classifyObjectKey(key)).toEqual(foreign);
  });
});

describe('localObjectKey', () => {
  it('is the path from AWSLogs/ on', () => {
    const key = `AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/01/${FILE}`;
    expect(localObjectKey(`/home/me/trail/${key}`)).toEqual({ key, object: LOG_FILE });
    expect(localObjectKey(key)).toEqual({ key, object: LOG_FILE });
  });

  it('reads paths of Windows', () => {
    const key = `AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/01/${FILE}`;
    expect(localObjectKey(`C:\\trail\\${key.replaceAll('/', '\\')}`)).toEqual({ key, object: LOG_FILE });
  });

  it('takes a loose .json or .json.gz file for a log file of unknown place', () => {
    const object = { kind: 'log-file', accountId: 'unknown', region: 'unknown', day: 'unknown' };
    expect(localObjectKey('downloads/a.json')).toEqual({ key: 'downloads/a.json', object });
    expect(localObjectKey('downloads/a.json.gz')).toEqual({ key: 'downloads/a.json.gz', object });
  });

  it('skips digests, under their key', () => {
    const key = 'AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2026/03/01/a.json.gz';
    expect(localObjectKey(`/trail/${key}`)).toEqual({ key, object: { kind: 'skipped', reason: 'digest' } });
  });

  test.each([
    ['digest', '111122223333_CloudTrail-Digest_eu-west-1_trail_eu-west-1_20260301T000000Z.json.gz'],
    ['insight', '111122223333_CloudTrail-Insight_eu-west-1_20260301T0005Z_abcdefghijklmnop.json.gz'],
    ['network-activity', '111122223333_CloudTrail-NetworkActivity_eu-west-1_20260301T0005Z_a.json.gz'],
    ['aggregated', '111122223333_CloudTrail-Aggregated_eu-west-1_20260301T0005Z_a.json.gz'],
  ])('skips a loose file named as %s', (reason, name) => {
    for (const path of [name, `CloudTrail/eu-west-1/${name}`]) {
      expect(localObjectKey(path)).toEqual({ key: path, object: { kind: 'skipped', reason } });
    }
  });

  it('reads a loose log file in a folder named as one for other files', () => {
    expect(localObjectKey(`CloudTrail-Digest/${FILE}`).object.kind).toBe('log-file');
  });

  test.each([
    'AWSLogs/eu-west-1/2026/03/01/a.json.gz',
    'AWSLogs/111122223333/eu-west-1/2026/03/01/a.json.gz',
    'AWSLogs/111122223333/2026/03/01/a.json.gz',
    'AWSLogs/111122223333/CloudTrail/a.json.gz',
    'AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/01/renamed.log',
    'AWSLogs/a.json.gz',
  ])('takes %s, part of the path in a bucket, for a log file of unknown place', (path) => {
    expect(localObjectKey(path)).toMatchObject({ key: path, object: { kind: 'log-file', day: 'unknown' } });
  });

  test.each([
    'trail/AWSLogs/111122223333/Config/a.json.gz',
    'AWSLogs/111122223333/vpcflowlogs/eu-west-1/a.log.gz',
  ])('skips %s as foreign', (path) => {
    expect(localObjectKey(path)).toEqual({ key: path, object: foreign });
  });
});
