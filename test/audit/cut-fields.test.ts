import { toRecord } from '../support/audited';
import { controlEvent } from '../support/events';

it.each([
  [{ requestParameters: { omitted: true } }, ['requestParameters']],
  [{ responseElements: { omitted: true }, userAgent: 'x'.repeat(1_024) }, ['responseElements', 'userAgent']],
  [{ userAgent: 'é'.repeat(512) }, ['userAgent']],
])('names the fields that CloudTrail cut or left out: %j', (overrides, cutFields) => {
  expect(toRecord(controlEvent(overrides))).toMatchObject({ cutFields });
});

it.each([
  [{}],
  [{ userAgent: 'x'.repeat(1_023) }],
  [{ requestParameters: { tableName: 'Music', omitted: 'true' } }],
])('names none where all is there: %j', (overrides) => {
  expect(toRecord(controlEvent(overrides))).not.toHaveProperty('cutFields');
});
