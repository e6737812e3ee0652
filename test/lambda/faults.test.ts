import type { Fault } from '../support/fault-proxy';
import {
  type Expected,
  expectNothingLost,
  type FaultyDeployment,
  FaultyDeployments,
  type Observed,
  observe,
  type Target,
} from '../support/faulty-deployment';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

// The scenarios of a target wait for up to 50 seconds, whatever the load.
jest.setTimeout(60_000 + timeoutFor(20));

/** What a warm function uses: coverage is recorded by a cold start. */
const WARM_TARGETS = ['table', 'ledger', 'directory', 's3', 'event bus'] as const;

const FOR_EVER = Number.POSITIVE_INFINITY;
const lasting = (faults: readonly Fault[], target: Target) =>
  faults.map((fault): [Target, Fault, number, Expected] => [target, fault, FOR_EVER, 'failed']);

const EVERY: readonly Fault[] = [
  'throttled',
  'hanging',
  'internal error',
  'connection reset',
  'length too long',
  'length too short',
  'expired credentials',
];

const SCENARIOS: readonly [Target, Fault, number, Expected][] = [
  ...lasting([...EVERY, 'unprocessed'], 'table'),
  ...lasting([...EVERY, 'unprocessed'], 'ledger'),
  ...lasting([...EVERY, 'unprocessed'], 'directory'),
  ...lasting(EVERY, 's3'),
  ...lasting(['throttled', 'hanging', 'internal error', 'expired credentials'], 'event bus'),
  ...(['throttled', 'internal error', 'connection reset'] as const).flatMap((fault) =>
    WARM_TARGETS.map((target): [Target, Fault, number, Expected] => [target, fault, 2, 'stored']),
  ),
  ['table', 'unprocessed', 2, 'stored'],
  ['ledger', 'unprocessed', 2, 'stored'],
  ['directory', 'unprocessed', 2, 'stored'],
];

const COLD_START: readonly [Fault, Expected][] = [
  ['throttled', 'failed'],
  ['hanging', 'failed'],
  ['internal error', 'failed'],
  ['connection reset', 'failed'],
];

const run = (deployment: FaultyDeployment, target: Target, fault: Fault, times: number): Promise<Observed> =>
  observe(
    deployment,
    `${target}-${fault}-${times}`,
    () => deployment.break(target, fault, times),
    () => deployment.mend(),
  );

describe('the bundled ingest function, when', () => {
  const observed = new Map<string, Observed>();
  const toName = (...parts: readonly unknown[]) => parts.join(' ');
  const objects = temporaryFolder();
  let deployments: FaultyDeployments;

  // Scenarios mostly wait. Those of different targets run at the same time, each in a function of its own.
  beforeAll(async () => {
    deployments = await FaultyDeployments.start(objects);
    const runLasting = async (target: Target) => {
      const deployment = await deployments.deploy();
      await deployment.warmUp();
      for (const [, fault, times] of SCENARIOS.filter(([broken]) => broken === target)) {
        observed.set(toName(target, fault, times), await run(deployment, target, fault, times));
      }
      await deployment.stop();
    };
    const runColdStarts = async () => {
      for (const [fault] of COLD_START) {
        const deployment = await deployments.deploy();
        observed.set(toName('coverage', fault), await run(deployment, 'coverage', fault, FOR_EVER));
        await deployment.stop();
      }
    };
    await Promise.all([...WARM_TARGETS.map(runLasting), runColdStarts()]);
  });
  afterAll(() => deployments.stop());

  it.each(SCENARIOS)('the %s meets "%s" %d times: %s', (target, fault, times, expected) => {
    expectNothingLost(observed.get(toName(target, fault, times))!, expected);
  });

  it.each(COLD_START)('the coverage of a cold start meets "%s": %s', (fault, expected) => {
    expectNothingLost(observed.get(toName('coverage', fault))!, expected);
  });
});
