/** SQL of the digits in a row's `occurred`: those of its id, unless a column keeps others. */
export const ROW_DIGITS = 'coalesce(idDigits, substr(eventId, 20, 4) || substr(eventId, 25, 12))';
/** SQL of a row's identity, as `toIdentity` gives it. */
export const ROW_IDENTITY = `(eventId || ' ' || contentHash)`;
