import { ALL_RECORDED, RecordedEvents } from '../../src/activity/recorded-in-full';
import { ACCOUNTS } from './envelope';
import type { Sample } from './event-cost';

/** Data events of a file: 33 on each of three tables. */
const EVENTS_A_FILE = 99;

/** Share of data events that have a record with `dataEventDetail: 'activity'`. */
export interface RecordedShare {
  /** With the default settings: every IAM user is a person. */
  readonly usersArePeople: number;
  /** If all IAM users are listed in `machines`. */
  readonly usersAreMachines: number;
}

/** Computes the share for data events in files of 99. */
export function computeRecordedShare(samples: readonly Sample[]): RecordedShare {
  const toShare = (machines: readonly string[]): number => {
    const settings = { ...ALL_RECORDED, dataEventDetail: 'activity', machines } as const;
    let recorded = 0;
    let file = new RecordedEvents(settings);
    samples.forEach(({ text, event: { record } }, index) => {
      if (index % EVENTS_A_FILE === 0) file = new RecordedEvents(settings);
      if (file.add(record, JSON.parse(text), record.resources[0] ?? '') === 'recorded') recorded += 1;
    });
    return recorded / samples.length;
  };
  const users = ACCOUNTS.map((account) => `arn:aws:iam::${account}:user/*`);
  return { usersArePeople: toShare([]), usersAreMachines: toShare(users) };
}
