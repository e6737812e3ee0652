import type { CoverageDay, CoverageState } from '../../../src/assure/coverage/known-coverage';
import { applyChanges } from '../../../src/local/ask/apply-changes';
import type { ChangedFiles } from '../../../src/local/ask/find-changes';

const hours = ['00', '01', '02', '03'];
const span = (hour: number, state: CoverageState = 'proven') => ({
  since: `2026-03-14T${hours[hour]}:00:48Z`,
  until: `2026-03-14T${hours[hour + 1]}:00:48Z`,
  ...{ state, digests: 1, files: 2 },
});

const day: CoverageDay = {
  ...{ accountId: '111122223333', region: 'us-east-1', day: '2026-03-14', trail: 'events@us-east-1' },
  ...{ bucket: 'logs', spans: [span(0), span(1), span(2)], exceptions: [], exceptionsOmitted: 0 },
  ...{ comparedWith: 'ledger', assessedAt: '2026-03-15T00:00:00Z' },
};

const changeOf = (state: ChangedFiles['state'], time: string, files = 1): ChangedFiles => {
  const key = `111122223333_CloudTrail_us-east-1_20260314T${time}Z_File.json.gz`;
  const { accountId, region } = day;
  return { accountId, region, day: day.day, state, first: key, last: key, files };
};

const statesOf = (changes: readonly ChangedFiles[]) =>
  applyChanges([day], changes).map(({ spans }) => spans.map(({ state }) => state));

describe('what a later ingest says against a day', () => {
  it.each<[string, ChangedFiles, CoverageState[]]>([
    ['another content', changeOf('altered', '0130'), ['proven', 'incomplete', 'proven']],
    ['rejected records', changeOf('incomplete', '0130'), ['proven', 'incomplete', 'proven']],
    ['a file without a digest', changeOf('unnamed', '0130'), ['proven', 'awaitingReference', 'proven']],
    ['files at the end of an hour', changeOf('altered', '0058'), ['incomplete', 'incomplete', 'proven']],
    ['a file whose digest may be the next one', changeOf('unnamed', '0258'), ['proven', 'proven', 'proven']],
    ['a file of another time', changeOf('altered', '0700'), ['proven', 'proven', 'proven']],
  ])('%s concerns its hour', (_, change, states) => {
    expect(statesOf([change])).toEqual([states]);
  });

  it('does not concern other places', () => {
    const elsewhere = { ...changeOf('altered', '0130'), region: 'eu-west-1' };
    expect(statesOf([elsewhere])).toEqual([['proven', 'proven', 'proven']]);
  });

  it('is among the exceptions, with its reason', () => {
    const [changed] = applyChanges([day], [changeOf('altered', '0130', 3)]);
    expect(changed!.exceptions).toEqual([
      {
        ...{ since: '2026-03-14T01:00:48Z', state: 'incomplete', object: expect.stringContaining('T0130Z') },
        reason: '3 log files of this hour were ingested with a content that no digest signs',
      },
    ]);
  });

  it('makes nothing better', () => {
    const missing = { ...day, spans: [span(0), span(1, 'digestMissing'), span(2)] };
    expect(applyChanges([missing], [changeOf('unnamed', '0130')])[0]!.spans[1]!.state).toBe('digestMissing');
  });
});
