import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { globSync } from 'tinyglobby';
import { scripts } from '../../package.json';

const ROOT = join(__dirname, '..', '..');
const DOCUMENTS = globSync(['*.md', '{docs,bench,examples,.github}/**/*.md'], {
  cwd: ROOT,
  dot: true,
}).sort();
const readDocument = (document: string) => readFileSync(join(ROOT, document), 'utf8');

describe.each(DOCUMENTS)('%s', (document) => {
  it('links only to files that there are', () => {
    const links = [...readDocument(document).matchAll(/\]\(((?!http)[^)#]+)/g)].map(([, path]) => path!);
    expect(links.filter((path) => !existsSync(join(ROOT, dirname(document), path)))).toEqual([]);
  });

  it('names only scripts that there are', () => {
    const named = [...readDocument(document).matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, name]) => name!);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

describe('the questions of the documents', () => {
  const data = mkdtempSync(join(tmpdir(), 'documents-'));
  afterAll(() => rmSync(data, { recursive: true }));

  const QUESTION = /^npm run -s ddb-audit -- (.+--local \.ddb-audit\/mine.*)$/gm;
  const questions = ['README.md', 'docs/asking.md'].flatMap((document) =>
    [...readDocument(document).matchAll(QUESTION)].map(([, words]) => words!),
  );

  it('are there', () => expect(questions.length).toBeGreaterThan(10));

  it.each(questions)('ddb-audit %s', (question) => {
    const words = question.replaceAll('.ddb-audit/mine', join(data, 'mine')).split(' ');
    const answer = execFileSync('npm', ['run', '-s', 'ddb-audit', '--', ...words], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect(answer.trim()).not.toBe('');
  });
});
