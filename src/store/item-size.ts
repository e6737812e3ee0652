/**
 * DynamoDB's rules for the size of an item, in bytes: names and values of all attributes. A string counts
 * its bytes of UTF-8, a binary its bytes. Source: "DynamoDB item sizes and formats" in the developer guide.
 */

/** An attribute value as DynamoDB's JSON writes it; the members that count. */
export interface SizedValue {
  readonly S?: string | undefined;
  readonly N?: string | undefined;
  readonly B?: Uint8Array | undefined;
  readonly L?: readonly SizedValue[] | undefined;
  readonly M?: Readonly<Record<string, SizedValue>> | undefined;
}

/** A null or a boolean. */
export const FLAG_BYTES = 1;
/** A map or list, besides its elements. */
export const CONTAINER_BYTES = 3;
/** Each element of a map or list, besides its name and value. */
export const ELEMENT_BYTES = 1;

/** A number: one byte, and one for each two digits that are not zeros at its ends. */
export const numberBytes = (significantDigits: number): number => Math.ceil(significantDigits / 2) + 1;

const significantDigits = (number: string): number =>
  number.replace(/^-?0*|\./g, '').replace(/0+$/, '').length;

function valueBytes({ S, N, B, L, M }: SizedValue): number {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return numberBytes(significantDigits(N));
  if (B !== undefined) return B.length;
  if (L) return CONTAINER_BYTES + L.reduce((sum, element) => sum + valueBytes(element) + ELEMENT_BYTES, 0);
  if (M) return CONTAINER_BYTES + Object.keys(M).length * ELEMENT_BYTES + itemBytes(M);
  return FLAG_BYTES;
}

/** The size of an item, in bytes. */
export const itemBytes = (item: Readonly<Record<string, SizedValue>>): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);
