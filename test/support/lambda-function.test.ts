import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LambdaFunction, startLambdaFunction } from './lambda-function';
import { temporaryFolder } from './temporary-folder';

describe('a function behind the Runtime API', () => {
  const file = join(temporaryFolder(), 'index.js');
  let lambda: LambdaFunction;

  beforeAll(async () => {
    writeFileSync(
      file,
      `exports.handler = async (event, context) => {
         if (event === 'throw') throw new TypeError('thrown');
         if (event === 'spin') for (;;) {}
         console.log('saw', process.env.GREETING);
         return { event, left: context.getRemainingTimeInMillis() };
       };`,
    );
    lambda = await startLambdaFunction({ file, environment: { GREETING: 'hello' }, timeoutSeconds: 1 });
  });
  afterAll(() => lambda.stop());

  it('answers, with its environment and the time left', async () => {
    const result = await lambda.invoke({ a: 1 });
    expect(result).toEqual({ payload: { event: { a: 1 }, left: expect.any(Number) } });
    expect(lambda.logs).toContain('saw hello');
  });

  it('reports what it throws', async () => {
    expect(await lambda.invoke('throw')).toMatchObject({
      error: { errorType: 'TypeError', errorMessage: 'thrown' },
    });
  });

  it('is killed when it takes too long, and starts anew', async () => {
    expect(await lambda.invoke('spin')).toMatchObject({ error: { errorType: 'Sandbox.Timedout' } });
    expect(await lambda.invoke('again')).toMatchObject({ payload: { event: 'again' } });
  });
});
