import { addDays } from '../../src/time';
import { AssuredDeployment } from '../support/assured-deployment';
import { SignedChain } from '../support/digests';
import { sqsEvent } from '../support/sqs';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(6));

describe('the nightly comparison, killed again and again', () => {
  const folder = temporaryFolder();
  let deployment: AssuredDeployment;

  beforeAll(async () => {
    deployment = await AssuredDeployment.start(folder);
    await deployment.deploy();
  });
  afterAll(async () => {
    await deployment.undeploy();
    await deployment.stop();
  });

  it('queues every missing file when its message comes again, and none once it is noted', async () => {
    const day = addDays(new Date().toISOString(), -1);
    const regions = Array.from({ length: 12 }, (_, index) => `eu-west-${index + 1}`);
    const files = regions.map(
      (region) => new SignedChain({ key: deployment.key, region }, `${day}T00:00:48Z`).addHours(1).logFiles,
    );
    const lost = files.map(([, second]) => second!);
    deployment.put(files.flat());
    await deployment.announce(files.map(([first]) => first!));
    await deployment.assure.invoke({ task: 'nightly' });
    await deployment.deliver();
    const message = sqsEvent(deployment.queues.take('assurance').map(({ body }) => body));

    const queued = new Set<string>();
    const takeQueued = () => {
      const keys = deployment.queues.take('ingest').flatMap(({ body }) => body.s3ObjectKey as string[]);
      for (const key of keys) queued.add(key);
      return keys;
    };
    let sent = 0;
    for (const last of [1, 2, 4]) {
      const assure = await deployment.startFunction('assure');
      sent = 0;
      // Before the function hears that SQS took the message. Each Region has one.
      deployment.queues.refuse = () => {
        sent += 1;
        if (sent === last) void assure.stop();
        return undefined;
      };
      await assure.invoke(message);
      takeQueued();
    }
    deployment.queues.refuse = () => undefined;
    expect(queued.size).toBeLessThan(lost.length);
    expect(await deployment.assure.invoke(message)).toEqual({ payload: { batchItemFailures: [] } });
    takeQueued();
    expect([...queued].sort()).toEqual(lost.map(({ key }) => key).sort());
    expect(await deployment.assure.invoke(message)).toEqual({ payload: { batchItemFailures: [] } });
    expect(takeQueued()).toEqual([]);
  });
});
