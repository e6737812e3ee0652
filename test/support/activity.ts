import { ActivityCollector } from '../../src/activity/activity-collector';
import type { EntryContent, EntryPlace } from '../../src/activity/activity-entry';
import type { DetailSettings } from '../../src/activity/recorded-in-full';
import { decodeContent } from '../../src/activity/stored-content';
import { Tokenizer } from '../../src/activity/tokens';
import { toAuditedEvent } from './audited';
import type { CloudTrailEvent } from './events';

/** The salt of tokens in tests. */
export const SALT = 'c2FsdCBmb3IgdGVzdHM';

/** The activity entries of a file with these events, as they are read. */
export function collectEntries(
  events: readonly CloudTrailEvent[],
  detail?: DetailSettings,
): (EntryPlace & EntryContent)[] {
  const collector = new ActivityCollector(new Tokenizer(SALT), detail);
  for (const event of events) collector.add(toAuditedEvent(event), event);
  return collector.finish().entries.map(({ table, hour, part, bytes }) => {
    const { meaningVersion, groups, filter } = decodeContent(table, bytes);
    return { table, hour, part, meaningVersion, groups, filter };
  });
}

/** Those of the events of a file that get a record of their own. */
export function findRecorded(
  events: readonly CloudTrailEvent[],
  detail: DetailSettings,
): readonly CloudTrailEvent[] {
  const collector = new ActivityCollector(new Tokenizer(SALT), detail);
  return events.filter((event) => collector.add(toAuditedEvent(event), event));
}
