import * as fc from 'fast-check';
import { shortenUserAgent, USER_AGENT_PIECES, wholeUserAgent } from '../../../src/store/items/user-agent';
import { anyCharacter } from '../../support/any-character';
import { campaignSize } from '../../support/campaigns';

describe('user agents in summary', () => {
  it.each([
    ['console.amazonaws.com', 'console~9'],
    [
      'aws-sdk-java/2.25.60 Linux/5.10.219 OpenJDK_64-Bit_Server_VM/17.0.11+9-LTS Java/17.0.11 cfg/retry-mode/legacy',
      '~a25.60~J5.10.219~M17.0.11+9~O~P17.0.11~V~5',
    ],
    ['curl/8.5.0', 'curl/8.5.0'],
    ['~a odd~', '~~a odd~~'],
  ])('%s becomes %s', (userAgent, shortened) => {
    expect(shortenUserAgent(userAgent)).toBe(shortened);
    expect(wholeUserAgent(shortened)).toBe(userAgent);
  });

  it('come back whatever they are', () => {
    const piece = fc.oneof(
      fc.constantFrom('~', '~a', ...Object.values(USER_AGENT_PIECES)),
      fc.string({ unit: anyCharacter }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const userAgent = pieces.join('');
        expect(wholeUserAgent(shortenUserAgent(userAgent))).toBe(userAgent);
      }),
      { numRuns: campaignSize(10_000) },
    );
  });
});
