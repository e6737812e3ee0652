import type { TrailObject } from '../../test/support/digests';
import { SECOND_REGION } from './actors';
import { moveDay } from './move-times';
import { routine, routineOfReplica } from './routine';
import { LAST_DAY, makeThreeDays } from './three-days';
import type { Delivery } from './trail';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Hours from one log file to the next. */
const STEP = 3;

/**
 * The trail of the samples, moved so that its last day is the one before yesterday, and continued until now. So it has what lasts a
 * few hours only: digests that are not due yet, and a log file that waits for a digest to name it.
 */
export function makeTrailUntil(now: Date): TrailObject[] {
  const today = now.toISOString().slice(0, 10);
  const start = Date.parse(today) - DAY_MS;
  const daysLater = (start - Date.parse(LAST_DAY)) / DAY_MS - 1;
  /** The newest digest covers the time until one or two hours ago. */
  const hours = Math.floor((now.getTime() - start) / HOUR_MS) - 1;
  const hoursOfFiles = Array.from({ length: 2 * 24 }, (_, hour) => hour).filter(
    (hour) => hour % STEP === 0 && start + (hour + 1) * HOUR_MS < now.getTime(),
  );
  const makeDeliveries = () =>
    hoursOfFiles.flatMap((hour): Delivery[] => {
      const day = moveDay(today, hour < 24 ? -1 : 0);
      const minute = (hour % 24) * 60;
      const time = toTime(start + (hour + 0.5) * HOUR_MS);
      return [
        { time, records: routine(day, minute + 8, 12) },
        { time, region: SECOND_REGION, records: routineOfReplica(day, minute + 15, 4) },
      ];
    });
  const waiting = toTime(start + (hours - 0.5) * HOUR_MS);
  return makeThreeDays(daysLater, {
    hours,
    makeDeliveries,
    makeUnsigned: () => [
      {
        time: waiting,
        region: SECOND_REGION,
        records: routineOfReplica(waiting.slice(0, 10), ((hours - 1) % 24) * 60 + 4, 4),
      },
    ],
  });
}

const toTime = (ms: number): string => new Date(ms).toISOString().slice(0, 16);
