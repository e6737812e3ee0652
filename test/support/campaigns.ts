/** Parts of a campaign that `npm test` runs. */
const SHARE = 10;

/** Whether campaigns run at their whole size: `npm run campaigns`. */
const isWhole = process.env.CAMPAIGNS === 'whole';

/** How often a campaign of this size tries here: the whole, or a tenth of it with the same seeds. */
export const campaignSize = (whole: number): number => (isWhole ? whole : Math.ceil(whole / SHARE));

/** What part of a campaign runs here, for the names of tests. */
export const CAMPAIGN_PART = isWhole ? 'whole' : 'a tenth';

/** Prints what a whole campaign found, for docs/reliability.md. */
export function reportCampaign(line: string): void {
  if (isWhole) process.stdout.write(`${line}\n`);
}
