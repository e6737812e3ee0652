import { randomBytes } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';
import * as fc from 'fast-check';
import type { AuditRecord } from '../../../src/audit/audit-record';
import { auditEvent } from '../../../src/audit/classify';
import { riskAssessor } from '../../../src/rules/assess-risk';
import { ORIGINAL_DICTIONARY } from '../../../src/store/items/original-dictionary';
import { decodeOriginal, encodeOriginal, TEMPLATE_FIELDS } from '../../../src/store/items/original-event';
import { MAXIMUM_STRING_BYTES } from '../../../src/store/storable-record';
import { anyRecord, auditRecord } from '../../support/audit-records';
import { controlEvent, dataEvent, daxEvent, eventBytes, streamEvent } from '../../support/events';

/** The dictionary as it is published. */
const publishedDictionary = (record: AuditRecord): Buffer => {
  const fill = (_: string, field: string) => TEMPLATE_FIELDS[field]!(record) ?? '';
  return Buffer.from(ORIGINAL_DICTIONARY.pieces + ORIGINAL_DICTIONARY.template.replace(/\{(\w+)\}/g, fill));
};

describe('the original of an event', () => {
  it('comes back byte for byte, whatever it holds', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3_000 }), anyRecord, (original, record) => {
        expect(decodeOriginal(encodeOriginal(original, record), record)).toEqual(Buffer.from(original));
      }),
    );
  });

  it('takes little room where it says what the record says', () => {
    const event = dataEvent();
    const original = Buffer.from(JSON.stringify(event));
    const record = auditRecord({ eventId: String(event.eventID), userAgent: String(event.userAgent) });
    expect(encodeOriginal(original, record).length).toBeLessThan(original.length / 8);
  });

  it('is deflated with the published dictionary, whatever the record says', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), anyRecord, (original, record) => {
        const dictionary = publishedDictionary(record);
        expect(inflateSync(encodeOriginal(original, record), { dictionary })).toEqual(Buffer.from(original));
      }),
    );
  });

  it.each([
    'a'.repeat(MAXIMUM_STRING_BYTES),
    'ä'.repeat(MAXIMUM_STRING_BYTES / 2),
    '💿'.repeat(MAXIMUM_STRING_BYTES / 4),
  ])('is deflated with the published dictionary where a field is as long as may be', (longest) => {
    const original = Buffer.from(JSON.stringify({ longest }));
    const fields = { userAgent: longest, accountId: longest, region: longest, sourceIp: longest };
    const principal = { id: longest, type: longest, name: longest, session: longest };
    for (const record of [
      auditRecord({ userAgent: longest }),
      auditRecord({ ...fields, principal, resources: [longest] }),
    ]) {
      const dictionary = publishedDictionary(record);
      expect(inflateSync(encodeOriginal(original, record), { dictionary })).toEqual(original);
      expect(decodeOriginal(deflateSync(original, { dictionary }), record)).toEqual(original);
    }
  });

  it.each([dataEvent(), controlEvent(), streamEvent(), daxEvent()])(
    'is as small as zlib makes it',
    (event) => {
      const original = eventBytes(event);
      const audited = auditEvent(event, original, { assessRisk: riskAssessor() });
      if (audited.kind === 'rejected') throw new Error(audited.reason);
      const { record } = audited.event;
      const byZlib = deflateSync(original, { dictionary: publishedDictionary(record) });
      expect(encodeOriginal(original, record).length).toBeLessThan(byZlib.length * 1.05);
    },
  );

  it.each([300, 3_000, 30_000, 200_000])('of %d random bytes is no larger than zlib makes it', (length) => {
    const original = randomBytes(length);
    expect(encodeOriginal(original, auditRecord()).length).toBeLessThanOrEqual(length + 100);
    expect(decodeOriginal(encodeOriginal(original, auditRecord()), auditRecord())).toEqual(original);
  });

  it('comes back where it is longer than a match reaches', () => {
    const original = Buffer.from(JSON.stringify(Array.from({ length: 60 }, () => dataEvent())));
    const deflated = encodeOriginal(original, auditRecord());
    expect(deflated.length).toBeLessThan(original.length / 10);
    expect(decodeOriginal(deflated, auditRecord())).toEqual(original);
  });

  it('is refused with another record than the one it was written for', () => {
    const deflated = encodeOriginal(Buffer.from('{}'), auditRecord());
    expect(() => decodeOriginal(deflated, auditRecord({ eventName: 'PutItem' }))).toThrow(
      expect.objectContaining({ code: 'InvalidItem' }),
    );
  });

  it('never comes back as other bytes, whichever bit was changed', () => {
    const record = auditRecord();
    const original = Buffer.from(JSON.stringify(dataEvent()));
    const deflated = encodeOriginal(original, record);
    const read = (bytes: Buffer) => {
      try {
        return decodeOriginal(bytes, record);
      } catch (error) {
        return error;
      }
    };
    const refused: unknown[] = [];
    for (let bit = 0; bit < deflated.length * 8; bit += 1) {
      const damaged = Buffer.from(deflated);
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      const outcome = read(damaged);
      if (outcome instanceof Error) refused.push(outcome);
      else expect(outcome).toEqual(original); // The bits that fill up the last byte mean nothing.
    }
    expect(refused.length).toBeGreaterThan((deflated.length - 1) * 8);
  });
});
