import {
  type CredentialsFault,
  type CredentialsServer,
  EXPIRED_KEY,
  startCredentialsServer,
} from '../support/credentials-server';
import { expectNothingLost, FaultyDeployments, type Observed, observe } from '../support/faulty-deployment';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(60_000 + timeoutFor(20));

/** Each client asks for credentials itself, in the order of its first request. */
const CLIENTS = ['DynamoDB', 'S3'] as const;

/**
 * Without credentials that work, a cold start cannot record its index coverage. It ends with an error if trying
 * again at once would not help: the whole batch is then delivered again.
 */
const COLD: readonly [CredentialsFault, (typeof CLIENTS)[number], 'failed' | 'error'][] = [
  ['hanging', 'DynamoDB', 'failed'],
  ['expired', 'DynamoDB', 'error'],
  ['refused', 'DynamoDB', 'failed'],
  ['hanging', 'S3', 'failed'],
  ['expired', 'S3', 'failed'],
  ['refused', 'S3', 'failed'],
];

/** Credentials whose end is so near that clients renew them before each request. */
const ALMOST_EXPIRED_MILLISECONDS = 120_000;
const WARM: readonly CredentialsFault[] = ['hanging', 'expired', 'refused'];

/** Lets the requests for credentials meet a fault, from the given one on. */
function breakFrom(credentials: CredentialsServer, fault: CredentialsFault, request: number) {
  const first = credentials.requests + request;
  const broken = { faults: 0 };
  credentials.decide = (number) => {
    if (number < first) return undefined;
    broken.faults += 1;
    return fault;
  };
  return broken;
}

describe('the bundled ingest function, when its credentials are', () => {
  const observed = new Map<string, Observed>();
  const objects = temporaryFolder();
  let deployments: FaultyDeployments;

  const deploy = async () => {
    const credentials = await startCredentialsServer();
    const deployment = await deployments.deploy(credentials.environment);
    for (const proxy of Object.values(deployment.proxies)) {
      proxy.decide = ({ authorization }) =>
        authorization.includes(EXPIRED_KEY) ? 'expired credentials' : undefined;
    }
    const meet = async (name: string, fault: CredentialsFault, request: number) =>
      observed.set(
        name,
        await observe(
          deployment,
          name,
          () => breakFrom(credentials, fault, request),
          () => {
            credentials.decide = () => undefined;
          },
        ),
      );
    const stop = async () => {
      await deployment.stop();
      await credentials.stop();
    };
    return { credentials, deployment, meet, stop };
  };
  const runCold = async ([fault, client]: (typeof COLD)[number]) => {
    const { meet, stop } = await deploy();
    await meet(`cold ${fault} ${client}`, fault, CLIENTS.indexOf(client));
    await stop();
  };
  const runWarm = async () => {
    const { credentials, deployment, meet, stop } = await deploy();
    credentials.validity = ALMOST_EXPIRED_MILLISECONDS;
    await deployment.warmUp();
    for (const fault of WARM) await meet(`warm ${fault}`, fault, 0);
    await stop();
  };

  // Scenarios mostly wait, so all run at the same time, each in a function of its own.
  beforeAll(async () => {
    deployments = await FaultyDeployments.start(objects);
    await Promise.all([...COLD.map(runCold), runWarm()]);
  });
  afterAll(() => deployments.stop());

  it.each(COLD)('%s for %s in a cold start: %s', (fault, client, expected) => {
    expectNothingLost(observed.get(`cold ${fault} ${client}`)!, expected);
  });

  it.each(WARM)('%s when it renews them: failed', (fault) => {
    expectNothingLost(observed.get(`warm ${fault}`)!, 'failed');
  });
});
