import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import type { AuditRecord, Principal } from '../../src/audit/audit-record';
import { boundedString, storableRecord, storableString } from '../../src/store/storable-record';
import { anyRecord, auditRecord } from '../support/audit-records';

describe('boundedString', () => {
  it('keeps what fits, to the byte', () => {
    expect(boundedString('é'.repeat(50), 100)).toBe('é'.repeat(50));
  });

  it('cuts what does not and ends it with the hash of the whole', () => {
    const hash = createHash('sha256').update('x'.repeat(101)).digest('hex');
    expect(boundedString('x'.repeat(101), 100)).toBe(`${'x'.repeat(35)}~${hash}`);
  });

  it('never exceeds the bound and never cuts through a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 20, maxLength: 300 }), (text) => {
        const bounded = boundedString(text, 100);
        expect(Buffer.byteLength(bounded)).toBeLessThanOrEqual(100);
        // A cut character would become U+FFFD; one that was there before stays.
        const kept = bounded === text ? text : bounded.slice(0, bounded.lastIndexOf('~'));
        expect(text.startsWith(kept)).toBe(true);
      }),
    );
  });

  it('keeps values apart that differ only in the end', () => {
    expect(boundedString(`${'x'.repeat(3_000)}1`)).not.toBe(boundedString(`${'x'.repeat(3_000)}2`));
  });
});

type TextsOf<Type> = {
  [Name in keyof Type]-?: NonNullable<Type[Name]> extends string ? Name : never;
}[keyof Type];
/** What a log file can fill with anything: the compiler asks for each. The others come from tables of ours. */
const TEXTS: Record<
  Exclude<TextsOf<AuditRecord>, 'service' | 'plane' | 'access' | 'category' | 'outcome'>,
  true
> = {
  eventId: true,
  eventTime: true,
  eventSource: true,
  eventName: true,
  errorCode: true,
  accountId: true,
  region: true,
  sourceIp: true,
  accessKeyId: true,
  userAgent: true,
  originalEventId: true,
  sharedEventId: true,
};
const TEXTS_OF_PRINCIPAL: Record<TextsOf<Principal>, true> = {
  id: true,
  type: true,
  name: true,
  session: true,
  sourceIdentity: true,
  onBehalfOf: true,
};

describe('storableRecord', () => {
  it('returns an ordinary record itself', () => {
    const record = auditRecord();
    expect(storableRecord(record)).toEqual({ record, truncated: false });
    expect(storableRecord(record).record).toBe(record);
  });

  it('replaces half a surrogate pair, which UTF-8 cannot hold, and does not call that cut', () => {
    expect(storableRecord(auditRecord({ userAgent: 'a\ud800b' }))).toMatchObject({
      record: { userAgent: 'a\ufffdb' },
      truncated: false,
    });
  });

  it('says so when something was cut', () => {
    const stored = storableRecord(auditRecord({ resources: ['x'.repeat(2_001)] }));
    expect(stored.truncated).toBe(true);
    expect(stored.record.resources[0]).toBe(storableString('x'.repeat(2_001)));
  });

  it.each(Object.keys(TEXTS))('looks at %s', (field) => {
    expect(storableRecord(auditRecord({ [field]: 'x'.repeat(2_001) })).truncated).toBe(true);
  });

  it.each(Object.keys(TEXTS_OF_PRINCIPAL))('looks at the %s of the principal', (field) => {
    const principal = { id: 'a', type: 'b', [field]: 'x'.repeat(2_001) };
    expect(storableRecord(auditRecord({ principal })).truncated).toBe(true);
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const once = storableRecord(record).record;
        expect(storableRecord(once).record).toEqual(once);
      }),
    );
  });
});
