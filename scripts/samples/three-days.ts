import type { TrailObject } from '../../test/support/digests';
import { SANDBOX_ACCOUNT, SECOND_REGION } from './actors';
import {
  creation,
  FIRST_DAY,
  nightlyBackup,
  replicaCreation,
  replication,
  restoreTest,
  workday,
} from './first-day';
import { morning } from './morning';
import { moveTimes } from './move-times';
import { breakIn, damage, firstTry, keyReads, lastUse, NIGHT, trailStart, trailStop } from './night';
import { routine, routineOfReplica, routineOfSandbox } from './routine';
import { alterLogFile, type Delivery, moveDelivery, signDigests, toLogFile } from './trail';

export const LAST_DAY = '2026-03-15';

/** What the trail delivers after the three days. Its times are not moved. */
export interface LaterDeliveries {
  /** Hours that digests cover after the three days. */
  readonly hours: number;
  readonly makeDeliveries: () => readonly Delivery[];
  /** Log files that no digest names. */
  readonly makeUnsigned: () => readonly Delivery[];
}

const NOTHING_LATER: LaterDeliveries = { hours: 0, makeDeliveries: () => [], makeUnsigned: () => [] };

/**
 * The objects of the trail's bucket after three days of a small company. A log file was altered since, and a digest
 * was deleted.
 * @param daysLater moves everything
 * @param later what follows, in the first Region unless it says another
 */
export function makeThreeDays(daysLater = 0, later = NOTHING_LATER): TrailObject[] {
  const deliver = (deliveries: readonly Delivery[]): TrailObject[] =>
    deliveries.map((delivery) => toLogFile(moveDelivery(delivery, daysLater)));
  // These events come first, because documents name them by their ids, which are counted.
  const [intrusion, loss, nextMorning] = [breakIn(), damage(), morning()];
  const beforeNight = deliver([
    { time: `${FIRST_DAY}T08:55`, records: creation() },
    { time: `${FIRST_DAY}T10:20`, records: replication() },
    { time: `${FIRST_DAY}T13:30`, records: workday() },
    { time: `${FIRST_DAY}T15:45`, records: restoreTest() },
    { time: `${NIGHT}T00:05`, records: nightlyBackup() },
    { time: `${NIGHT}T01:45`, records: routine(NIGHT, 60, 40) },
  ]);
  const altered = deliver([{ time: `${NIGHT}T01:30`, records: [...routine(NIGHT, 80, 8), ...firstTry()] }]);
  const fromNightOn = deliver([
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
  const inSecondRegion = deliver([
    { region: SECOND_REGION, time: `${FIRST_DAY}T10:20`, records: replicaCreation() },
    { region: SECOND_REGION, time: `${FIRST_DAY}T14:35`, records: routineOfReplica(FIRST_DAY, 860, 12) },
    { region: SECOND_REGION, time: `${NIGHT}T09:30`, records: routineOfReplica(NIGHT, 555, 12) },
    { region: SECOND_REGION, time: `${LAST_DAY}T11:40`, records: routineOfReplica(LAST_DAY, 685, 12) },
  ]);
  const unsigned = deliver([
    // No digest names this one.
    { region: SECOND_REGION, time: `${LAST_DAY}T11:45`, records: routineOfReplica(LAST_DAY, 698, 4) },
    { account: SANDBOX_ACCOUNT, time: `${NIGHT}T10:10`, records: routineOfSandbox(NIGHT, 600, 6) },
    { account: SANDBOX_ACCOUNT, time: `${LAST_DAY}T10:10`, records: routineOfSandbox(LAST_DAY, 600, 6) },
  ]);
  const isInSecondRegion = ({ region }: Delivery) => region === SECOND_REGION;
  const laterDeliveries = later.makeDeliveries();
  const laterHere = laterDeliveries.filter((delivery) => !isInSecondRegion(delivery)).map(toLogFile);
  const laterThere = laterDeliveries.filter(isInSecondRegion).map(toLogFile);
  const [first, second] = [
    [...beforeNight, ...altered, ...fromNightOn, ...laterHere],
    [...inSecondRegion, ...laterThere],
  ];
  const deleted = moveTimes(`${FIRST_DAY}T150048Z`, daysLater).replaceAll('-', '');
  return [
    ...[...beforeNight, ...altered.map(alterLogFile), ...fromNightOn, ...laterHere],
    ...[...second, ...unsigned, ...later.makeUnsigned().map(toLogFile)],
    ...signDigests('us-east-1', first, daysLater, later.hours),
    ...signDigests(SECOND_REGION, second, daysLater, later.hours).filter(({ key }) => !key.includes(deleted)),
  ];
}
