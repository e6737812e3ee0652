import { InvalidArgumentError, Option } from 'commander';
import { DEFAULT_LATENESS_MINUTES, MAXIMUM_LATENESS_MINUTES } from '../../query/limits';

/** How late CloudTrail may deliver, for what is said of how complete an answer is. */
export const latenessOption = (): Option =>
  new Option('--lateness <minutes>', 'Minutes that CloudTrail may take to deliver an event, 1 to 1440')
    .argParser(parseLateness)
    .default(DEFAULT_LATENESS_MINUTES);

function parseLateness(text: string): number {
  const minutes = Number(text);
  if (Number.isInteger(minutes) && minutes >= 1 && minutes <= MAXIMUM_LATENESS_MINUTES) return minutes;
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${MAXIMUM_LATENESS_MINUTES}.`);
}
