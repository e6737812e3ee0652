import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { AuditRecord } from '../src/audit/audit-record';
import { jsonRecord } from '../src/audit/json-record';
import { AuditTrailError } from '../src/errors';

/** What EventBridge takes in one call. */
const ENTRIES_PER_CALL = 10;

let client: EventBridgeClient | undefined;

/**
 * Publishes risky records to an event bus, each at least once: a delivery that is repeated publishes
 * them again, under the same `eventId`. Nothing to publish to gives `undefined`.
 */
export function riskEventPublisher(
  busName: string | undefined,
): ((risky: readonly AuditRecord[]) => Promise<void>) | undefined {
  if (!busName) return undefined;
  client ??= new EventBridgeClient({});
  const events = client;
  return async (risky) => {
    for (let start = 0; start < risky.length; start += ENTRIES_PER_CALL) {
      const { Entries: entries = [], FailedEntryCount: failed = 0 } = await events.send(
        new PutEventsCommand({
          Entries: risky.slice(start, start + ENTRIES_PER_CALL).map((record) => ({
            EventBusName: busName,
            Source: 'dynamodb-audit-trail',
            DetailType: 'Risky DynamoDB Event',
            Time: new Date(record.eventTime),
            Resources: record.resources.filter((resource) => resource.startsWith('arn:')),
            Detail: JSON.stringify(jsonRecord(record)),
          })),
        }),
      );
      if (failed > 0) {
        const reason = entries.find((entry) => entry.ErrorCode)?.ErrorMessage ?? 'no reason given';
        throw new AuditTrailError(
          'ServiceFailed',
          `Event bus ${busName} refused ${failed} events: ${reason}`,
        );
      }
    }
  };
}
