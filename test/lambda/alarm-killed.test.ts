import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { AssuredDeployment } from '../support/assured-deployment';
import { changeFile, SignedChain } from '../support/digests';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy';
import { sqsEvent } from '../support/sqs';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(6));

describe('the assure function, killed after it has stored what it found', () => {
  const folder = temporaryFolder();
  let deployment: AssuredDeployment;
  let proxy: FaultProxy;

  beforeAll(async () => {
    deployment = await AssuredDeployment.start(folder);
    await deployment.deploy();
    proxy = await startFaultProxy(deployment.dynamodb.endpoint);
  });
  afterAll(async () => {
    await deployment.undeploy();
    await Promise.all([proxy.stop(), deployment.stop()]);
  });

  it('has published the metric of the alarm, which nobody would publish later', async () => {
    const chain = new SignedChain({ key: deployment.key }).addHours(1);
    deployment.put(chain.objects);
    changeFile(join(deployment.bucketFolder, chain.logFiles[0]!.key), () => gzipSync('{"Records":[]}'));
    await deployment.announce(chain.objects);
    const message = sqsEvent(deployment.queues.take('assurance').map(({ body }) => body));

    const killed = await deployment.startFunction('assure', { AWS_ENDPOINT_URL_DYNAMODB: proxy.endpoint });
    let writes = 0;
    proxy.decide = ({ operation, text }) => {
      if (operation?.startsWith('Get') || operation === 'Query' || !text.includes('coverage/'))
        return undefined;
      writes += 1;
      // The first request is carried out, and its answer is lost. The function is killed when it asks again.
      if (writes === 1) return 'length too short';
      void killed.stop();
      return 'hanging';
    };
    await expect(killed.invoke(message)).resolves.toHaveProperty('error');
    const place = { accountId: '111122223333', region: 'us-east-1' };
    const days = await deployment.coverage.readDays(place, { first: '2026-03-14', last: '2026-03-14' });
    expect(days.flatMap(({ exceptions }) => exceptions)).toMatchObject([{ object: expect.any(String) }]);
    expect(deployment.sum('FilesAltered', killed)).toBe(1);

    expect(await deployment.assure.invoke(message)).toEqual({ payload: { batchItemFailures: [] } });
    expect(deployment.sum('FilesAltered')).toBe(0);
  });
});
