import type { Failure, VerifiedDay } from '../../src/assure/verification';
import type { ComparedVerification } from '../../src/cli/output/verification';
import { formatVerificationPage } from '../../src/cli/output/verification-page';

const RUN = {
  command: "ddb-audit verify './a b' --output html",
  version: '1.2.3',
  now: new Date('2026-04-01T10:00:00Z'),
};
const HOSTILE = `s3://b/"><img src=x onerror=alert(1)>'&</td>\u001b[2J\u202e`;

const dayOf = (changes: Partial<VerifiedDay> = {}): VerifiedDay => ({
  ...{ account: '111122223333', region: 'us-east-1', day: '2026-03-14', status: 'proven' },
  digests: { valid: 24, invalid: 0, missing: 0, unverified: 0, gap: 0 },
  files: {
    ...{ named: 48, intact: 48, altered: 0, missing: 0, notIngested: 0, incomplete: 0, unread: 0 },
    ...{ unreferenced: 0, pending: 0, uncovered: 0 },
  },
  ...changes,
});

const failureOf = (changes: Partial<Failure> = {}): Failure => ({
  ...{ object: 's3://b/key', kind: 'file', state: 'altered', reason: "hash value doesn't match" },
  ...{ account: '111122223333', region: 'us-east-1', day: '2026-03-14' },
  ...changes,
});

function verificationOf(changes: Partial<ComparedVerification> = {}): ComparedVerification {
  const { digests, files } = dayOf();
  return {
    ...{ status: 'proven', digests, files, since: '2026-03-14T00:00:48Z', until: '2026-03-15T00:00:48Z' },
    records: { checked: 0, missing: 0, altered: 0, added: 0 },
    ...{ failures: [], failuresOmitted: 0, days: [dayOf()], comparedWith: ['ledger'] },
    ...changes,
  };
}

const pageOf = (changes: Partial<ComparedVerification> = {}) =>
  formatVerificationPage(verificationOf(changes), RUN);

describe('the page of a verification', () => {
  it('says the status, what it means, when, how and with which version', async () => {
    const page = await pageOf();
    for (const text of [
      '<div class="status proven">Proven<p>24 valid digests name 48 log files, and all of them were ingested unchanged.',
      '2026-04-01T10:00:00.000Z',
      '2026-03-14T00:00:48Z to 2026-03-15T00:00:48Z',
      'ddb-audit 1.2.3',
      'ddb-audit verify &#39;./a b&#39; --output html',
      '48/48 log files valid',
    ]) {
      expect(page).toContain(text);
    }
  });

  it('marks each day of each place in a calendar', async () => {
    const page = await pageOf({
      days: [
        dayOf(),
        dayOf({ day: '2026-03-15', status: 'invalid' }),
        dayOf({ region: 'eu-west-1', day: '2026-04-02', status: 'unproven' }),
      ],
    });
    expect(page).toContain('<h3>2026-03</h3>');
    expect(page).toContain('<h3>2026-04</h3>');
    expect(page.match(/<td class="(proven|invalid|unproven)" title="[^"]+">.<\/td>/g)).toEqual([
      '<td class="proven" title="2026-03-14: proven, 24 valid digests, 48 of 48 log files intact">✓</td>',
      '<td class="invalid" title="2026-03-15: invalid, 24 valid digests, 48 of 48 log files intact">✗</td>',
      '<td class="unproven" title="2026-04-02: unproven, 24 valid digests, 48 of 48 log files intact">?</td>',
    ]);
  });

  it('shows hostile keys, reasons and places as text', async () => {
    const page = await pageOf({
      status: 'invalid',
      failures: [failureOf({ object: HOSTILE, reason: HOSTILE })],
      days: [dayOf({ account: HOSTILE, region: HOSTILE })],
    });
    expect(page).not.toContain('<img');
    expect(page).not.toMatch(/[\u001b\u202e]/);
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;&#39;&amp;&lt;/td&gt;\\u001b[2J\\u202e');
  });

  it('has no script and asks nobody for anything', async () => {
    const page = await pageOf({ failures: [failureOf({ object: 's3://b/https://example.com' })] });
    expect(page).not.toMatch(/<(script|link|img|iframe|object|base|form)\b|\bsrc=|\bhref=|url\(|@import/i);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  it('is the same for the same result', async () => {
    await expect(pageOf()).resolves.toBe(await pageOf());
  });

  it('lists 1,000 failures and counts the others', async () => {
    const failures = Array.from({ length: 1_002 }, (_, number) => failureOf({ object: `s3://b/${number}` }));
    const page = await pageOf({ status: 'invalid', failures, failuresOmitted: 5 });
    expect(page.match(/s3:\/\/b\/\d+/g)).toHaveLength(1_000);
    expect(page).toContain('7 more failures are not listed.');
  });

  it('shows 100 places and counts the others', async () => {
    const days = Array.from({ length: 103 }, (_, number) => dayOf({ account: String(1e11 + number) }));
    const page = await pageOf({ days });
    expect(page.match(/<th scope="row">/g)).toHaveLength(100);
    expect(page).toContain('3 more accounts and Regions are not shown');
  });

  it('says what was not compared', async () => {
    await expect(pageOf({ comparedWith: ['objects'] })).resolves.toContain('no audit was compared');
    await expect(pageOf({ comparedWith: ['ledger', 'objects'] })).resolves.not.toContain('use --read');
  });
});
