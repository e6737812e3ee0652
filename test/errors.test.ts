import { AuditTrailError, toMessage } from '../src/errors';

describe('AuditTrailError', () => {
  it('carries a code and keeps its cause', () => {
    const cause = new Error('socket hang up');
    const error = new AuditTrailError('ObjectUnavailable', 'cannot read s3://logs/a.json.gz', { cause });
    expect(error).toMatchObject({ code: 'ObjectUnavailable', cause });
    expect(toMessage(error)).toBe('cannot read s3://logs/a.json.gz');
  });

  it('gives text for anything thrown', () => {
    expect(toMessage('plain text')).toBe('plain text');
  });
});
