import { parseItemKey } from '../../web/place/item-key';

it.each([
  ['orderId=42', { orderId: '42' }],
  [' orderId =o-1 \n\n sk=a=b', { orderId: 'o-1 ', sk: 'a=b' }],
  ['orderId=', { orderId: '' }],
  ['__proto__=x', JSON.parse('{"__proto__":"x"}')],
])('%j states a key', (text, key) => expect(parseItemKey(text)).toEqual(key));

it.each(['', '\n', 'orderId', 'orderId=1\nsk', '=1'])('%j states none', (text) =>
  expect(parseItemKey(text)).toBeUndefined(),
);
