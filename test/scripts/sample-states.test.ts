import { join } from 'node:path';
import { openLocalAudit } from '../../src/local/open-local-audit';
import { ingestSamples } from '../support/samples';
import { temporaryFolder } from '../support/temporary-folder';

const local = join(temporaryFolder(), 'samples');

it('samples/ has a day of delivery for each state that does not pass', async () => {
  await ingestSamples(local);
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
