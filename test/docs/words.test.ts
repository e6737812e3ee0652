import { parseSource } from '../architecture/find-imports';
import { readSourceFiles, type SourceFile } from '../architecture/source-files';

/** Phrases that this project once used and replaced by plainer ones. */
const AVOIDED = [
  'no record answers',
  'there is more:',
  'say where the audit is',
  'in what was named',
  'cannot be listened at',
  'near:',
  'is the name of',
  'ask by arn',
  'are allowed, given',
  'hold more than one',
  'allowed is',
  'allowed are',
  'cannot be used:',
  'ask without it',
  'everything that was asked for',
  'everything asked for',
  'nobody has a reason',
  'switches on the',
  'for ever',
  'handed to one invocation',
  'leave out data events',
  'what stands before',
  'whether these are all',
  'everyone but some',
  'of an odd type',
  'what is spread comes last',
  'with something in them',
  'wants to hear',
  'how many bytes of those',
  'structure first, parsing last',
  'nothing is said twice',
  'wake somebody',
];

/** Phrases that still are to be replaced. The test fails when one of them is gone, too. */
const STILL_USED: readonly string[] = [];

const inOneLine = (text: string): string => text.replace(/\s*\n[\s*/]*/g, ' ').toLowerCase();

function readComments(file: SourceFile): string {
  const { comments } = parseSource(file);
  return (comments ?? []).map(({ value }) => value).join('\n');
}

it('documents, messages and comments use plain words', () => {
  const documents = readSourceFiles(['*.md', '{docs,bench,examples}/**/*.md']);
  const code = readSourceFiles(['{src,lib,lambda,bin,web,bench,scripts,examples}/**/*.{ts,tsx,mjs}']);
  const texts = [
    ...documents.map(({ path, source }) => ({ path, text: inOneLine(source) })),
    ...code.map((file) => ({ path: file.path, text: inOneLine(readComments(file)) })),
  ];
  const found = texts.flatMap(({ path, text }) =>
    AVOIDED.filter((phrase) => new RegExp(`(?<!\\w)${phrase}(?!\\w)`).test(text)).map(
      (phrase) => `${path}: ${phrase}`,
    ),
  );
  expect(found.sort()).toEqual(STILL_USED);
});
