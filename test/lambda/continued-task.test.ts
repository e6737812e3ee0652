import { untilOutOfTime } from '../../lambda/continued-task';
import { AuditTrailError } from '../../src/errors';

const NAMES = ['e', 'd', 'c', 'b', 'a'];

/** Works through names, two at a time, until the time ends in the part that begins with one of them. */
async function workUntil(endsIn: string | undefined, { after = '', throws = endsIn !== undefined } = {}) {
  const time = new AbortController();
  const done: string[] = [];
  const sent: unknown[] = [];
  const result = untilOutOfTime(
    NAMES,
    {
      ...{ task: { task: 'nightly', after }, toName: (name) => name, partSize: 2 },
      work: async (part) => {
        if (part[0] === endsIn) {
          time.abort(new AuditTrailError('OutOfTime', 'The invocation ran out of time.'));
          if (throws) throw time.signal.reason;
        }
        done.push(...part);
      },
    },
    {
      ...{
        assuranceQueueUrl: 'https://sqs.us-east-1.amazonaws.com/111122223333/assurance',
        signal: time.signal,
      },
      send: async (_url, messages, signal) => {
        // The signal of the work is aborted already.
        expect(signal).toBeUndefined();
        sent.push(...messages.map(({ body }) => JSON.parse(body)));
        return [];
      },
    },
  );
  const error = await result.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { done, sent, error };
}

describe('work that may take longer than an invocation', () => {
  it('is done in the order of names, without a message', async () => {
    expect(await workUntil(undefined)).toEqual({
      done: ['a', 'b', 'c', 'd', 'e'],
      sent: [],
      error: undefined,
    });
  });

  it('continues after the last part that was done', async () => {
    expect(await workUntil('c')).toEqual({
      ...{ done: ['a', 'b'], error: undefined },
      sent: [{ task: 'nightly', after: 'b' }],
    });
    expect(await workUntil('e', { after: 'b' })).toEqual({
      ...{ done: ['c', 'd'], error: undefined },
      sent: [{ task: 'nightly', after: 'd' }],
    });
  });

  it('continues after a part that ended in time, although the time is over', async () => {
    expect(await workUntil('a', { throws: false })).toMatchObject({
      ...{ done: ['a', 'b'], error: undefined },
      sent: [{ task: 'nightly', after: 'b' }],
    });
  });

  it('fails if nothing was done, so that it is tried again and does not go on for ever', async () => {
    const { sent, error } = await workUntil('a');
    expect(sent).toEqual([]);
    expect(error).toMatchObject({ code: 'OutOfTime' });
  });

  it('fails with any other error', async () => {
    const denied = new AuditTrailError(
      'ServiceFailed',
      'Access is denied. Missing permission: s3:ListBucket',
    );
    const work = untilOutOfTime(
      ['a'],
      {
        ...{ task: { task: 'hourly' }, toName: (name) => name, partSize: 1 },
        work: () => Promise.reject(denied),
      },
      {
        ...{ assuranceQueueUrl: 'https://sqs.us-east-1.amazonaws.com/111122223333/assurance' },
        ...{ signal: new AbortController().signal, send: async () => [] },
      },
    );
    await expect(work).rejects.toBe(denied);
  });
});
