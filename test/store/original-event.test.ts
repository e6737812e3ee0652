import * as fc from 'fast-check';
import { decodeOriginal, encodeOriginal } from '../../src/store/original-event';
import { anyRecord, auditRecord } from '../support/audit-records';
import { dataEvent } from '../support/events';

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
