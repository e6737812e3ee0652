import { join } from 'node:path';
import { makeTrailUntil } from '../../scripts/samples/until-now';
import { writeTrailUntil } from '../../scripts/samples/write-trail';
import { openLocalAudit } from '../../src/local/open-local-audit';
import { STATES } from '../../src/query/delivery-states';
import { ingestTrail } from '../support/samples';
import { temporaryFolder } from '../support/temporary-folder';

const folder = temporaryFolder();

it('samples/ has a day of delivery for each state that does not pass', async () => {
  const local = join(folder, 'samples');
  await ingestTrail(local);
  const { log, close } = await openLocalAudit(local);
  const { places } = await log.deliveries({ since: '2026-03-13', until: '2026-03-16' });
  close();
  const states = Object.fromEntries(
    places.listed.map(({ accountId, region, days }) => [`${accountId} ${region}`, days]),
  );
  expect(states).toEqual({
    '111122223333 eu-west-1': {
      '2026-03-13': 'digestMissing',
      '2026-03-14': 'gap',
      '2026-03-15': 'unreferenced',
    },
    '111122223333 us-east-1': {
      '2026-03-13': 'proven',
      '2026-03-14': 'incomplete',
      '2026-03-15': 'proven',
    },
    '777788889999 us-east-1': {
      '2026-03-13': 'notProvable',
      '2026-03-14': 'notProvable',
      '2026-03-15': 'notProvable',
    },
  });
});

it('the trail of npm start has a day of delivery for each state', async () => {
  const local = join(folder, 'until-now');
  const trail = join(folder, 'trail');
  writeTrailUntil(new Date(), trail);
  await ingestTrail(local, trail);
  const { log, close } = await openLocalAudit(local);
  const { places } = await log.deliveries({ since: '6d' });
  close();
  const states = new Set(places.listed.flatMap(({ days }) => Object.values(days)));
  expect([...states].sort()).toEqual(Object.keys(STATES).sort());
});

it.each(['2026-11-27T00:00:30Z', '2026-11-27T01:10:00Z', '2026-11-27T12:59:59Z', '2026-11-27T23:59:59Z'])(
  'the trail of npm start at %s has nothing of the future, and digests that are not due yet',
  (time) => {
    const now = new Date(time);
    const objects = makeTrailUntil(now);
    const times = objects.map(({ key }) => /_(\d{8}T\d{4})/.exec(key)![1]!);
    const latest = times.sort().at(-1)!;
    expect(latest < time.replaceAll(/[-:]/g, '')).toBe(true);
    const digests = objects
      .filter(({ metadata }) => metadata)
      .map(({ key }) => /_(\d{8}T\d{6}Z)\.json/.exec(key)![1]!);
    const since = now.getTime() - Date.parse(toIso(digests.sort().at(-1)!));
    expect(since / 3_600_000).toBeGreaterThan(0.9);
    expect(since / 3_600_000).toBeLessThan(2.1);
  },
);

const toIso = (compact: string) =>
  compact.replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/, '$1-$2-$3T$4:$5:$6Z');
