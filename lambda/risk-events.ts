import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { AuditRecord } from '../src/audit/audit-record';
import { jsonRecord } from '../src/audit/json-record';
import { AuditTrailError } from '../src/errors';
import { abortOptions } from '../src/store/abort-signal';
import { serviceFailure } from '../src/store/service-failure';

/** EventBridge's limit for one call. */
const ENTRIES_PER_CALL = 10;

/**
 * Publishes risky records to an event bus.
 * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
 */
export type PublishRisks = (risky: readonly AuditRecord[], signal?: AbortSignal) => Promise<void>;

/**
 * Creates a function that publishes risky records to an event bus, each at least once: a message that is
 * delivered again publishes them again, with the same `eventId`.
 */
export const riskEventPublisher =
  (events: EventBridgeClient, busName: string): PublishRisks =>
  async (risky, signal) => {
    for (let start = 0; start < risky.length; start += ENTRIES_PER_CALL) {
      const entries = risky.slice(start, start + ENTRIES_PER_CALL).map((record) => toEntry(record, busName));
      const { Entries = [], FailedEntryCount: failed = 0 } = await events
        .send(new PutEventsCommand({ Entries: entries }), abortOptions(signal))
        .catch(serviceFailure(`Publishing to event bus ${busName}`, signal));
      if (failed > 0) {
        const reason = Entries.find((entry) => entry.ErrorCode)?.ErrorMessage ?? 'no reason given';
        throw new AuditTrailError(
          'ServiceFailed',
          `Event bus ${busName} refused ${failed} events: ${reason}`,
        );
      }
    }
  };

const toEntry = (record: AuditRecord, busName: string) => ({
  EventBusName: busName,
  Source: 'dynamodb-audit-trail',
  DetailType: 'Risky DynamoDB Event',
  Time: new Date(record.eventTime),
  Resources: record.resources.filter((resource) => resource.startsWith('arn:')),
  Detail: JSON.stringify(jsonRecord(record)),
});
