import { auditEvent } from '../src/audit/classify';
import { encodeItems } from '../src/store/items/item';
import { ITEM_FORMAT } from '../src/store/items/item-summary';
import { ORIGINAL_DICTIONARY } from '../src/store/items/original-dictionary';
import { TEMPLATE_FIELDS } from '../src/store/items/original-event';
import { USER_AGENT_PIECES } from '../src/store/items/user-agent';
import { controlEvent, dataEvent, identities } from '../test/support/events';

const EVENTS = {
  'a data event': dataEvent(),
  'a change by a user, with text that is not ASCII': controlEvent({
    eventName: 'TagResource',
    readOnly: false,
    requestParameters: {
      resourceArn: 'arn:aws:dynamodb:us-east-1:111122223333:table/Music',
      tags: [{ key: 'Ländercode', value: '💿' }],
    },
  }),
  'an event that says little': {
    eventTime: '2026-03-14T09:26:53Z',
    eventSource: 'dynamodb.amazonaws.com',
    eventName: 'ListTables',
    userIdentity: identities.untyped(),
  },
};

const vectors = Object.entries(EVENTS).map(([name, event]) => {
  const original = JSON.stringify(event);
  const audited = auditEvent(event, Buffer.from(original), {});
  if (audited.kind === 'rejected') throw new Error(`${name}: ${audited.reason}`);
  const source = { bucket: 'trail-logs', key: 'vector.json' };
  const [item] = encodeItems(
    { ...audited.event, source },
    { retentionDays: undefined, dataEventIndexes: [], indexApplicationFailures: false },
  );
  const fields = Object.fromEntries(
    Object.entries(TEMPLATE_FIELDS).map(([field, of]) => [field, of(audited.event.record) ?? '']),
  );
  return { name, item: JSON.parse(item!.json), fields, original };
});

/**
 * docs/data-model/original-event.json: the dictionary that originals are deflated against, the pieces of
 * user agents, and test vectors for readers in other languages.
 */
export const originalEventDocument = (): string =>
  `${JSON.stringify({ format: ITEM_FORMAT, ...ORIGINAL_DICTIONARY, userAgentPieces: USER_AGENT_PIECES, vectors }, null, 2)}\n`;
