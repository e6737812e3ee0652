import { checkPrimeSync, createHash, createPrivateKey } from 'node:crypto';
import { type SigningKey, toSigningKey } from '../../test/support/digests';

const EXPONENT = 65_537n;
const PRIME_BYTES = 128;

/**
 * The key that signs the digests of the samples. It is computed from a text, so that the digests are the same
 * whenever they are generated, and no private key lies in the repository. It protects nothing.
 */
export function samplesKey(): SigningKey {
  const [p, q] = [findPrime('samples p'), findPrime('samples q')];
  const d = invert(EXPONENT, (p - 1n) * (q - 1n));
  const numbers = { n: p * q, e: EXPONENT, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: invert(q, p) };
  const fields = Object.entries(numbers).map(([name, value]) => [name, toBase64(value)]);
  return toSigningKey(
    createPrivateKey({ key: { kty: 'RSA', ...Object.fromEntries(fields) }, format: 'jwk' }),
  );
}

/** The first prime after a number of 1,024 bits that the text gives. */
function findPrime(text: string): bigint {
  const bytes = createHash('shake256', { outputLength: PRIME_BYTES }).update(text).digest();
  bytes[0]! |= 0xc0; // Two such primes make a modulus of 2,048 bits.
  let candidate = BigInt(`0x${bytes.toString('hex')}`) | 1n;
  while (!checkPrimeSync(candidate)) candidate += 2n;
  return candidate;
}

/** The number whose product with `value` leaves 1 when it is divided by `modulus`. */
function invert(value: bigint, modulus: bigint): bigint {
  let [rest, next, factor, nextFactor] = [modulus, value, 0n, 1n];
  while (next > 0n) {
    const quotient = rest / next;
    [rest, next] = [next, rest - quotient * next];
    [factor, nextFactor] = [nextFactor, factor - quotient * nextFactor];
  }
  return ((factor % modulus) + modulus) % modulus;
}

function toBase64(value: bigint): string {
  const digits = value.toString(16);
  return Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex').toString('base64url');
}
