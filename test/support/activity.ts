import { ActivityCollector } from '../../src/activity/activity-collector';
import type { EntryContent, EntryPlace } from '../../src/activity/activity-entry';
import { decodeContent } from '../../src/activity/entry-content';
import { Tokenizer } from '../../src/activity/tokens';
import { toAuditedEvent } from './audited';
import type { CloudTrailEvent } from './events';

/** The salt of tokens in tests. */
export const SALT = 'c2FsdCBmb3IgdGVzdHM';

/** The activity entries of a file with these events, as they are read. */
export function collectEntries(events: readonly CloudTrailEvent[]): (EntryPlace & EntryContent)[] {
  const collector = new ActivityCollector(new Tokenizer(SALT));
  for (const event of events) collector.add(toAuditedEvent(event), event);
  return collector
    .finish()
    .entries.map(({ table, hour, part, bytes }) => ({ table, hour, part, ...decodeContent(table, bytes) }));
}
