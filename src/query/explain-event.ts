import { type JsonObject, toObject } from '../audit/json';
import { AuditTrailError } from '../errors';
import { explainRisk, type RiskReason } from '../rules/explain-risk';
import type { AuditStore } from './audit-store';
import { type DetailedRecord, toDetailedRecords } from './event-record';
import type { EventVariant } from './event-variant';
import { findLinkedEvents } from './linked-events';

/**
 * The records of all variants of an event, with what a person who looks at one event wants to know: why it
 * is risky, and which events correct or repeat it.
 */
export async function explainEvent(
  store: AuditStore,
  variants: readonly EventVariant[],
  signal?: AbortSignal,
): Promise<DetailedRecord[]> {
  const records = toDetailedRecords(variants);
  const linked = await findLinkedEvents(store, records, signal);
  return records.map((record, index) => {
    const { event, originalError } = readOriginalEvent(variants[index]!);
    const riskReasons = explainRisk(record, event);
    return {
      ...record,
      ...(originalError !== undefined && { originalError }),
      ...(riskReasons.length > 0 && { riskReasons }),
      ...linked[index],
    };
  });
}

/**
 * Why a record is risky, in the words of `explainEvent`, without looking for events that belong to it. If its event cannot
 * be read, `originalError` says why, and the reasons have no words.
 */
export function readRiskReasons(variant: EventVariant): {
  readonly reasons: readonly RiskReason[];
  readonly originalError?: string;
} {
  const { event, ...rest } = readOriginalEvent(variant);
  return { reasons: explainRisk(variant.record, event), ...rest };
}

interface OriginalEvent {
  readonly event?: JsonObject;
  readonly originalError?: string;
}

/** Reads the event as it was delivered. If its bytes are damaged, the record still tells what it was. */
function readOriginalEvent(variant: EventVariant): OriginalEvent {
  try {
    const { original } = variant;
    return original ? { event: toObject(JSON.parse(new TextDecoder().decode(original))) } : {};
  } catch (error) {
    const isDamaged = error instanceof AuditTrailError || error instanceof SyntaxError;
    if (!isDamaged) throw error;
    return { originalError: error.message };
  }
}
