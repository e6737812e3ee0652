/** Parts of a campaign that `npm test` runs. */
const SHARE = 10;

/** Whether campaigns run at their whole size: `npm run campaigns`. */
const isWhole = process.env.CAMPAIGNS === 'whole';

/** How often a campaign of this size tries here: the whole, or a tenth of it with the same seeds. */
export const campaignSize = (whole: number): number => (isWhole ? whole : Math.ceil(whole / SHARE));

/** Prints what a whole campaign found, for docs/reliability.md. */
export function reportCampaign(line: string): void {
  if (isWhole) process.stdout.write(`${line}\n`);
}

/** Numbers from 0 up to 1 that are the same for the same seed (mulberry32, public domain, by Tommy Ettinger). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
