import { auditEvent } from '../../src/audit/classify';
import { riskAssessor } from '../../src/rules/assess-risk';
import type { ItemSettings, StoredEvent } from '../../src/store/items/item';
import { DATA_PLANE_MIX, type DataPlaneMix } from './data-plane';
import { recordText } from './inputs';
import { randomFrom } from './random';

/** What a deployment does by default, with a retention. */
export const SETTINGS: ItemSettings = {
  retentionDays: 365,
  dataEventIndexes: [],
  indexApplicationFailures: false,
};

const FOLDER = 'AWSLogs/111122223333/CloudTrail/us-east-1';
/** A bucket named as CloudTrail's console names it: longer than most. */
const BUCKET = 'aws-cloudtrail-logs-111122223333-0a1b2c3d';

/** Where a file with events of this time would lie: delivered some minutes later. */
export function toSource(eventTime: string, file: number) {
  const delivered = new Date(Date.parse(eventTime) + 420_000).toISOString();
  const [day = '', time = ''] = delivered.split('T');
  const stamp = `${day.replaceAll('-', '')}T${time.slice(0, 2)}${time.slice(3, 5)}Z`;
  const unique = randomFrom(file).text(16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789');
  const key = `${FOLDER}/${day.replaceAll('-', '/')}/111122223333_CloudTrail_us-east-1_${stamp}_${unique}.json.gz`;
  return { bucket: BUCKET, key };
}

/** Audits one event and says where it came from. */
export function storedEvent(text: string, file: number): StoredEvent {
  const audited = auditEvent(JSON.parse(text), Buffer.from(text), { assessRisk: riskAssessor() });
  if (audited.kind === 'rejected') throw new Error(audited.reason);
  return { ...audited.event, source: toSource(audited.event.record.eventTime, file) };
}

/** Data events in the shares of a mix, as the text of the log and as they go to the store. */
export function* dataEvents(count: number, mix: DataPlaneMix = DATA_PLANE_MIX) {
  const random = randomFrom(7);
  for (let index = 0; index < count; index += 1) {
    const text = recordText(random, index, 1, mix);
    yield { text, event: storedEvent(text, Math.floor(index / 200)) };
  }
}
