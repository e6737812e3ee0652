/** Parts of a campaign that `npm test` runs. */
const SHARE = 10;

/** Whether campaigns run at their whole size: `npm run campaigns`. */
const isWhole = process.env.CAMPAIGNS === 'whole';

/**
 * What all random values of the tests start from. It is the same in every `npm test`, so that a test passes or fails
 * because of the change that it tests. `npm run campaigns` sets another one each time.
 */
export const SEED = parseSeed(process.env.TEST_SEED ?? '0');

/** How often a campaign of this size tries here: the whole, or a tenth of it with the same seeds. */
export const campaignSize = (whole: number): number => (isWhole ? whole : Math.ceil(whole / SHARE));

/** What part of a campaign runs here, for the names of tests. */
export const CAMPAIGN_PART = isWhole ? 'whole' : 'a tenth';

/** Prints what a whole campaign found, for docs/reliability.md. */
export function reportCampaign(line: string): void {
  if (isWhole) process.stdout.write(`${line}\n`);
}

function parseSeed(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && seed < 2 ** 31) return seed;
  throw new Error(`TEST_SEED must be a whole number below 2147483648, but is "${text}".`);
}
