import { readItemKeys } from '../../src/audit/item-keys';

const keysOf = (requestParameters: unknown) => readItemKeys({ requestParameters });

describe('keys of items', () => {
  test('are the key of a call on one item', () => {
    expect(keysOf({ tableName: 'Orders', key: { orderId: '42', line: 7 } })).toEqual([
      { orderId: '42', line: '7' },
    ]);
  });

  test('are those of each element of a transaction, in either case', () => {
    const requestItems = [
      { tableName: 'Orders', key: { orderId: '1' } },
      { TableName: 'Orders', Key: { orderId: '2' } },
    ];
    expect(keysOf({ requestItems })).toEqual([{ orderId: '1' }, { orderId: '2' }]);
  });

  test('are those of each request of a batch', () => {
    const requestItems = {
      Orders: [{ putRequest: { key: { orderId: '1' } } }, { deleteRequest: { key: { orderId: '2' } } }],
      Lines: { keys: [{ orderId: '3' }, { orderId: '4' }] },
    };
    expect(keysOf({ requestItems }).map(({ orderId }) => orderId)).toEqual(['1', '2', '3', '4']);
  });

  test.each([
    ['no parameters', null],
    ['a scan', { tableName: 'Orders', limit: 10 }],
    ['a key that is no object', { key: 'orderId' }],
    ['an empty key', { key: {} }],
    ['values that are no scalars', { key: { orderId: { S: ['42'] } } }],
  ])('are none for %s', (_, request) => {
    expect(keysOf(request)).toEqual([]);
  });

  test('are at most 100 of a call, however deep it is nested', () => {
    const keys = Array.from({ length: 300 }, (_, n) => ({ orderId: String(n) }));
    expect(keysOf({ requestItems: { Orders: { keys } } })).toHaveLength(100);
    expect(
      keysOf({ requestItems: { a: { b: { c: { d: { e: { f: { key: { orderId: '1' } } } } } } } } }),
    ).toEqual([]);
  });
});
