/**
 * Generates samples/: three days of a small company, as CloudTrail would deliver them, with signed digests.
 * Deterministic, so running it again changes nothing. `npm run generate:samples`.
 */
import { gunzipSync } from 'node:zlib';
import { savedKeys, type TrailObject } from '../test/support/digests';
import { logFile } from '../test/support/events';
import { type GeneratedFiles, writeGenerated } from './generated-files';
import { SANDBOX_ACCOUNT, SECOND_REGION } from './samples/actors';
import {
  creation,
  FIRST_DAY,
  nightlyBackup,
  replicaCreation,
  replication,
  restoreTest,
  workday,
} from './samples/first-day';
import { morning } from './samples/morning';
import { breakIn, damage, firstTry, keyReads, lastUse, NIGHT, trailStart, trailStop } from './samples/night';
import { routine, routineOfReplica, routineOfSandbox } from './samples/routine';
import { type Delivery, SIGNING_KEY, signDigests, toLogFile } from './samples/trail';

const LAST_DAY = '2026-03-15';

// These events come first, because documents name them by their ids, which are counted.
const [intrusion, loss, nextMorning] = [breakIn(), damage(), morning()];

const deliverAll = (deliveries: readonly Delivery[]): TrailObject[] => deliveries.map(toLogFile);

const beforeNight = deliverAll([
  { time: `${FIRST_DAY}T08:55`, records: creation() },
  { time: `${FIRST_DAY}T10:20`, records: replication() },
  { time: `${FIRST_DAY}T13:30`, records: workday() },
  { time: `${FIRST_DAY}T15:45`, records: restoreTest() },
  { time: `${NIGHT}T00:05`, records: nightlyBackup() },
  { time: `${NIGHT}T01:45`, records: routine(NIGHT, 60, 40) },
]);
/** Before somebody altered it. */
const original = toLogFile({ time: `${NIGHT}T01:30`, records: [...routine(NIGHT, 80, 8), ...firstTry()] });
const fromNightOn = deliverAll([
  { time: `${NIGHT}T02:30`, records: [...routine(NIGHT, 125, 20), ...intrusion, ...keyReads()] },
  { time: `${NIGHT}T02:35`, records: [...loss].reverse() },
  { time: `${NIGHT}T03:30`, records: routine(NIGHT, 180, 24) },
  { time: `${NIGHT}T04:00`, records: trailStop() },
  { time: `${NIGHT}T06:05`, records: trailStart() },
  // A malformed record is rejected, while the rest of the file is read.
  { time: `${NIGHT}T08:50`, records: [...nextMorning, 'null', ...routine(NIGHT, 505, 16)] },
  { time: `${LAST_DAY}T03:20`, records: [...routine(LAST_DAY, 188, 8), ...lastUse()] },
  { time: `${LAST_DAY}T12:20`, records: routine(LAST_DAY, 725, 16) },
]);
const inSecondRegion = deliverAll([
  { region: SECOND_REGION, time: `${FIRST_DAY}T10:20`, records: replicaCreation() },
  { region: SECOND_REGION, time: `${FIRST_DAY}T14:35`, records: routineOfReplica(FIRST_DAY, 860, 12) },
  { region: SECOND_REGION, time: `${NIGHT}T09:30`, records: routineOfReplica(NIGHT, 555, 12) },
  { region: SECOND_REGION, time: `${LAST_DAY}T11:40`, records: routineOfReplica(LAST_DAY, 685, 12) },
]);
const unsigned = deliverAll([
  // No digest names this one.
  { region: SECOND_REGION, time: `${LAST_DAY}T11:45`, records: routineOfReplica(LAST_DAY, 698, 4) },
  { account: SANDBOX_ACCOUNT, time: `${NIGHT}T10:10`, records: routineOfSandbox(NIGHT, 600, 6) },
  { account: SANDBOX_ACCOUNT, time: `${LAST_DAY}T10:10`, records: routineOfSandbox(LAST_DAY, 600, 6) },
]);

/** The file without its last record. */
function alter({ key, bucket, body }: TrailObject): TrailObject {
  const { Records } = JSON.parse(gunzipSync(body).toString()) as { Records: Delivery['records'] };
  return { bucket, key, body: logFile(Records.slice(0, -1)) };
}

const digests = [
  ...signDigests('us-east-1', [...beforeNight, original, ...fromNightOn]),
  // One digest was deleted.
  ...signDigests(SECOND_REGION, inSecondRegion).filter(({ key }) => !key.includes('20260313T150048Z')),
];

/** The objects of the trail's bucket, the metadata of its digests, and the public key that verifies them. */
export const SAMPLES: GeneratedFiles = Object.fromEntries([
  ...[...beforeNight, alter(original), ...fromNightOn, ...inSecondRegion, ...unsigned, ...digests].flatMap(
    ({ key, body, metadata }): [string, string | Buffer][] => [
      [`samples/${key}`, body],
      ...(metadata ? [[`samples/${key}.metadata.json`, JSON.stringify(metadata)] as [string, string]] : []),
    ],
  ),
  ['samples/public-keys.json', savedKeys(SIGNING_KEY)],
]);

if (require.main === module) writeGenerated(SAMPLES);
