const SECONDS_PER_DAY = 86_400;

/** When something expires that is kept some days after a time. Both are in epoch seconds: see `EXPIRES_AT`. */
export const toExpiresAt = (seconds: number, days: number): number => seconds + days * SECONDS_PER_DAY;
