import fc from 'fast-check';
import { batchBody } from '../../../src/store/write/batch-request';
import { anyCharacter } from '../../support/any-character';

const items = fc.array(
  fc.string({ unit: anyCharacter, maxLength: 2_000 }).map((text) => {
    const json = JSON.stringify({ eventId: { S: text } });
    return { key: text, json, jsonBytes: Buffer.byteLength(json) };
  }),
  { minLength: 1, maxLength: 25 },
);

describe('the body of a batch', () => {
  it.each([
    ['in memory of its own', 0],
    ['in memory that something else was in', 20_000],
  ])('is the JSON of a BatchWriteItem, %s', (_where, bytes) => {
    const memory = Buffer.alloc(bytes, 'x');
    fc.assert(
      fc.property(items, fc.string({ unit: anyCharacter }), fc.boolean(), (puts, tableName, asBytes) => {
        const requests = puts.map(({ json }) => ({ PutRequest: { Item: JSON.parse(json) } }));
        const plain = JSON.stringify({ RequestItems: { [tableName]: requests } });
        const given = asBytes ? puts.map((put) => ({ ...put, json: Buffer.from(put.json) })) : puts;
        expect(batchBody(tableName, given, memory).toString()).toBe(plain);
      }),
    );
  });

  it('leaves alone memory that is too small', () => {
    const memory = Buffer.alloc(40, 'x');
    batchBody('audit', [{ key: 'a', json: '{"eventId":{"S":"a"}}', jsonBytes: 21 }], memory);
    expect(memory.toString()).toBe('x'.repeat(40));
  });
});
