/** The share of a function's memory for long-lived JavaScript objects. Buffers, code and threads need the rest. */
const OLD_SPACE_SHARE = 3 / 8;
/** The share for new objects. V8 has up to three such spaces. */
const SEMI_SPACE_SHARE = 1 / 32;
/** With larger spaces V8 collects later, but spends hardly less CPU time. */
const LARGEST_SEMI_SPACE_MIB = 16;

/**
 * Options of Node that limit the JavaScript heap of a function. Without them, V8 plans for the memory of the
 * machine instead of the function's, and collects garbage so late that a warm function grows to twice the
 * memory of its first run.
 */
export function heapOptions(memoryMiB: number): string {
  const oldSpace = Math.floor(memoryMiB * OLD_SPACE_SHARE);
  const semiSpace = Math.min(Math.floor(memoryMiB * SEMI_SPACE_SHARE), LARGEST_SEMI_SPACE_MIB);
  return `--max-old-space-size=${oldSpace} --max-semi-space-size=${semiSpace}`;
}
