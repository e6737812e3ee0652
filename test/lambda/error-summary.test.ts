import { summarizeError } from '../../lambda/error-summary';
import { AuditTrailError } from '../../src/errors';

const caused = (message: string, cause?: unknown) => new Error(message, { cause });

describe('an error in a log line', () => {
  it('has its message once, its code, and no stack trace', () => {
    const cause = Object.assign(new Error('Access Denied'), { name: 'AccessDenied' });
    const error = new AuditTrailError('ObjectUnavailable', 'Cannot read s3://logs/key: Access Denied', {
      cause,
    });
    expect(summarizeError(error)).toEqual({
      name: 'AuditTrailError',
      code: 'ObjectUnavailable',
      message: 'Cannot read s3://logs/key: Access Denied',
      cause: { name: 'AccessDenied' },
    });
  });

  it('keeps causes that say more, down to a depth', () => {
    const error = caused('one', caused('two', caused('three', caused('four', caused('five')))));
    expect(summarizeError(error).cause?.cause?.cause).toEqual({ name: 'Error', message: 'four' });
  });

  it.each([
    ['a text', 'a text'],
    [undefined, 'undefined'],
    [{}, '[object Object]'],
  ])('may be thrown as %j', (thrown, message) => {
    expect(summarizeError(thrown)).toEqual({ name: typeof thrown, message });
  });
});
