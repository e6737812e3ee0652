import type { LocalFile } from '../../../src/local/ingest/local-log-file';
import { plan } from '../../../src/local/ingest/plans';

const DAY = 'AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/14';

describe('planning what to ingest', () => {
  it('takes no more files from a folder than are planned together', async () => {
    let taken = 0;
    async function* files(): AsyncGenerator<LocalFile> {
      for (; taken < 25; taken++) yield { path: `${DAY}/${taken}.json.gz`, name: `${DAY}/${taken}.json.gz` };
    }
    const plans = [];
    for await (const { planned } of plan({ files: files() }, new AbortController().signal, 10)) {
      plans.push({ planned: planned.length, taken });
    }
    expect(plans).toEqual([
      { planned: 10, taken: 9 },
      { planned: 10, taken: 19 },
      { planned: 5, taken: 25 },
    ]);
  });

  it('ends after an interruption', async () => {
    const interruption = new AbortController();
    const files = Array.from({ length: 3 }, (_, index) => ({ path: `${index}.json`, name: `${index}.json` }));
    const plans = [];
    for await (const { planned } of plan({ files }, interruption.signal, 1)) {
      plans.push(planned.length);
      interruption.abort();
    }
    expect(plans).toEqual([1]);
  });
});
