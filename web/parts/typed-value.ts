import { visible } from '../../src/cli/output/control-characters';

/** A value as a field shows it: characters that would change the direction of the text are escapes, as everywhere. */
export const toShown = (value: string): string => visible(value);

/** The value that a field means: its first one, as long as nobody changed what is shown of it. */
export const toTyped = (text: string, first: string): string => (text === toShown(first) ? first : text);
