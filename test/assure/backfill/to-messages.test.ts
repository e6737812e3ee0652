import fc from 'fast-check';
import { toMessages } from '../../../src/assure/backfill/to-messages';
import { parseNotification } from '../../../src/trail/notification';

const file = (key: string, bytes = 1_000) => ({ key, bytes, etag: '' });
const toKeys = (bodies: readonly { body: string }[]) =>
  bodies.flatMap(({ body }) => parseNotification(body).objects.map(({ key }) => key));

describe('messages that name log files', () => {
  it('have the form of those that CloudTrail sends to a topic', () => {
    expect(toMessages('trail', [file('a'), file('b')])).toEqual([
      { body: '{"s3Bucket":"trail","s3ObjectKey":["a","b"]}', files: 2 },
    ]);
  });

  it('name 10 small files at most, and large ones alone', () => {
    const files = [
      ...Array.from({ length: 25 }, (_, index) => file(`small-${index}`)),
      file('large', 2 ** 20),
    ];
    expect(toMessages('trail', files).map((message) => message.files)).toEqual([10, 10, 5, 1]);
  });

  it('are read back by the ingest function, and ten fit into a request to SQS', () => {
    const keys = fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 340 }), { maxLength: 120 });
    fc.assert(
      fc.property(keys, (given) => {
        const messages = toMessages(
          'trail',
          given.map((key) => file(key)),
        );
        expect(toKeys(messages)).toEqual(given);
        expect(messages.every(({ body }) => /^[\x20-\x7e]*$/.test(body) && body.length < 25_600)).toBe(true);
      }),
    );
  });
});
