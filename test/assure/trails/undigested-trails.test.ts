import type { ListedTrail } from '../../../src/assure/trails/trail-reader';
import { deliversUndigested, findUndigestedTrails } from '../../../src/assure/trails/undigested-trails';
import { AuditTrailError } from '../../../src/errors';

const trailArn = (name: string, region = 'us-east-1') =>
  `arn:aws:cloudtrail:${region}:111122223333:trail/${name}`;

const listed = (changes: Partial<ListedTrail> = {}): ListedTrail => ({
  ...{ trailArn: trailArn('plain'), name: 'plain', homeRegion: 'us-east-1' },
  ...{ isMultiRegion: true, isOrganizationTrail: false, bucketName: 'trail-logs', prefix: '' },
  hasDigests: false,
  ...changes,
});

/** A reader of trails by Region. A Region without trails cannot be asked. */
const readerOf = (trails: Readonly<Record<string, readonly ListedTrail[]>>) => ({
  accountId: '111122223333',
  read: () => Promise.reject(new Error('no trail is read')),
  list: async (region: string) => {
    if (trails[region]) return trails[region];
    throw new AuditTrailError('ServiceFailed', `Cannot list the trails in ${region}: AccessDenied`);
  },
});
const PLACE = { folder: 's3://trail-logs/AWSLogs/', accountId: '111122223333', region: 'eu-west-1' };

describe('trails without log file validation', () => {
  it('are found in each Region, once each', async () => {
    const local = listed({
      trailArn: trailArn('local', 'eu-west-1'),
      isMultiRegion: false,
      homeRegion: 'eu-west-1',
    });
    const reader = readerOf({
      'us-east-1': [listed(), listed({ trailArn: trailArn('digested'), hasDigests: true })],
      'eu-west-1': [listed(), local],
    });
    expect(await findUndigestedTrails(reader, ['us-east-1', 'eu-west-1', 'ap-south-1'])).toEqual({
      trails: [
        { trailArn: trailArn('plain'), folder: PLACE.folder, isOrganizationTrail: false },
        { trailArn: local.trailArn, folder: PLACE.folder, isOrganizationTrail: false, region: 'eu-west-1' },
      ],
      failures: ['Cannot list the trails in ap-south-1: AccessDenied'],
    });
  });

  const delivers = async (trail: ListedTrail, place = PLACE) =>
    deliversUndigested((await findUndigestedTrails(readerOf({ all: [trail] }), ['all'])).trails, place);

  it('deliver to the folder of their prefix, for their account', async () => {
    expect(await delivers(listed())).toBe(true);
    expect(await delivers(listed({ prefix: 'production' }))).toBe(false);
    const folder = 's3://trail-logs/production/AWSLogs/';
    expect(await delivers(listed({ prefix: 'production' }), { ...PLACE, folder })).toBe(true);
    expect(await delivers(listed(), { ...PLACE, accountId: '444455556666' })).toBe(false);
  });

  it('deliver for their own Region if they log no other', async () => {
    const trail = listed({ isMultiRegion: false });
    expect(await delivers(trail)).toBe(false);
    expect(await delivers(trail, { ...PLACE, region: 'us-east-1' })).toBe(true);
  });

  it('deliver for all accounts of an organization to its folder', async () => {
    const trail = listed({ isOrganizationTrail: true });
    const folder = 's3://trail-logs/AWSLogs/o-exampleorgid/';
    expect(await delivers(trail, { ...PLACE, folder, accountId: '444455556666' })).toBe(true);
    expect(await delivers(trail)).toBe(false);
  });
});
