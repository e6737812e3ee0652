import { isEventId, parseTyped } from '../../web/place/typed-filter';

it.each([
  ['table:Orders', 'table', 'Orders', false],
  ['-action:GetItem', 'action', 'GetItem', true],
  ['source-ip=203.0.113.0/24', 'sourceIp', '203.0.113.0/24', false],
  ['Access key:AKIA', 'accessKey', 'AKIA', false],
  ['203.0.113.66', 'sourceIp', '203.0.113.66', false],
  ['2001:db8::1', 'sourceIp', '2001:db8::1', false],
  ['AKIABUILDEXAMPLE0001', 'accessKey', 'AKIABUILDEXAMPLE0001', false],
  ['-111122223333', 'account', '111122223333', true],
  ['us-gov-west-1', 'eventRegion', 'us-gov-west-1', false],
  ['arn:aws:dynamodb:us-east-1:111122223333:table/Orders', 'resource', undefined, false],
  ['arn:aws:iam::111122223333:role/deploy', 'principal', undefined, false],
])('%s means %s', (text, name, value = text, excluded) => {
  expect(parseTyped(text)).toEqual({ name, value, excluded });
});

it.each(['Orders', '', '-', 'colour:blue', 'exclude:action=GetItem'])(
  '%j alone means nothing certain',
  (text) => {
    expect(parseTyped(text)).toBeUndefined();
  },
);

it('knows an event ID', () => {
  expect(isEventId(' 5e1f0000-0000-4000-8000-00000000000b ')).toBe(true);
  expect(isEventId('5e1f0000')).toBe(false);
});
