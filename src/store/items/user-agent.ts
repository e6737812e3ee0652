/**
 * Parts of user agents of AWS's SDKs and tools, by letter. `summary` writes a part as `~` and its letter, and `~`
 * itself as `~~`, because user agents are the longest field of most records and are stored once for the item and
 * once for each index entry. The letters belong to item format 1: add new ones, but never change one.
 */
export const USER_AGENT_PIECES: Readonly<Record<string, string>> = {
  a: 'aws-sdk-java/2.',
  b: 'aws-sdk-java/1.',
  c: 'aws-sdk-nodejs/',
  d: 'aws-sdk-js/3.',
  e: 'aws-sdk-go-v2/1.',
  f: 'aws-sdk-go/1.',
  g: 'aws-sdk-dotnet-coreclr/',
  h: 'aws-sdk-rust/1.',
  i: 'aws-sdk-ruby3/3.',
  j: 'aws-cli/2.',
  k: 'aws-cli/1.',
  l: 'Boto3/1.',
  m: ' md/Botocore#1.',
  n: ' Botocore/1.',
  o: ' botocore/1.',
  p: ' ua/2.',
  q: ' os/linux#',
  r: ' os/linux/',
  s: ' os/macos#',
  t: ' os/windows#',
  u: ' md/arch#x86_64',
  v: ' md/arch#arm64',
  w: ' lang/python#3.',
  x: ' md/pyimpl#CPython',
  y: ' lang/js md/nodejs#',
  z: ' lang/js md/nodejs/',
  A: ' lang/java#',
  B: ' lang/go#1.',
  C: ' lang/rust/1.',
  D: ' md/GOOS#linux md/GOARCH#',
  E: ' api/dynamodb#',
  F: ' api/dynamodb/',
  G: ' exec-env/AWS_Lambda_',
  H: ' exec-env/AWS_ECS_FARGATE',
  I: ' exec-env/AWS_ECS_EC2',
  J: ' Linux/',
  K: 'amzn2.x86_64',
  L: 'amzn2023.x86_64',
  M: ' OpenJDK_64-Bit_Server_VM/',
  N: ' md/OpenJDK_64-Bit_Server_VM#',
  O: '-LTS',
  P: ' Java/',
  Q: ' md/vendor#Amazon.com_Inc.',
  R: ' io/sync',
  S: ' io/async',
  T: ' http/Apache',
  U: ' http/NettyNio',
  V: ' cfg/retry-mode/',
  W: ' cfg/retry-mode#',
  X: ' md/awscrt#',
  Y: ' md/prompt#off',
  Z: ' md/command#dynamodb.',
  0: ' md/installer#exe',
  1: ' cfg/auto-defaults-mode#',
  2: ' md/internal',
  3: ' m/',
  4: 'aws-internal/3 ',
  5: 'legacy',
  6: 'standard',
  7: 'dynamodb',
  8: 'Linux/',
  9: '.amazonaws.com',
};

const LETTERS = new Map(Object.entries(USER_AGENT_PIECES).map(([letter, piece]) => [piece, `~${letter}`]));
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const PIECE = new RegExp(
  ['~', ...[...LETTERS.keys()].sort((one, other) => other.length - one.length).map(escaped)].join('|'),
  'g',
);

/** Remembers the last results of a function: a few user agents make nearly all calls. */
function remembering(answer: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    if (known.size === 1_000) known.clear();
    const found = answer(text);
    known.set(text, found);
    return found;
  };
}

/** A user agent as `summary` writes it. */
export const shortenUserAgent = remembering((userAgent) =>
  userAgent.replace(PIECE, (piece) => LETTERS.get(piece) ?? '~~'),
);

/** Restores what `shortenUserAgent` shortened. */
export const wholeUserAgent = remembering((shortened) =>
  shortened.replace(/~(.)/gs, (_, letter: string) => USER_AGENT_PIECES[letter] ?? letter),
);
