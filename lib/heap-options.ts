/** The share of a function's memory for long-lived JavaScript objects. Buffers, code and threads need the rest. */
const OLD_SPACE_SHARE = 3 / 8;
/** The share for new objects. V8 has up to three such spaces. */
const SEMI_SPACE_SHARE = 1 / 32;
/** With larger spaces V8 collects later, but spends hardly less CPU time. */
const LARGEST_SEMI_SPACE_MIB = 16;

/**
 * Options of Node that limit the JavaScript heap of a function. Without them, Lambda's start script allows the old
 * space 90 % of the memory, which leaves too little for buffers, and V8 collects garbage so late that a warm
 * function grows to twice the memory of its first run. The script sets its own sizes, also as options of Node, only
 * if NODE_OPTIONS has neither of these two, and Node accepts both there.
 * @see https://gist.github.com/davidjb/432ea4e1c89f399ec412270539fe126f the script of nodejs20.x
 * @see https://dev.to/wonderfulsoap/deep-dive-into-aws-lambda-3-official-nodejs-runtime-analysis-43je of nodejs24.x
 * @see https://nodejs.org/api/cli.html#node_optionsoptions
 */
export function heapOptions(memoryMiB: number): string {
  const oldSpace = Math.floor(memoryMiB * OLD_SPACE_SHARE);
  const semiSpace = Math.min(Math.floor(memoryMiB * SEMI_SPACE_SHARE), LARGEST_SEMI_SPACE_MIB);
  return `--max-old-space-size=${oldSpace} --max-semi-space-size=${semiSpace}`;
}
