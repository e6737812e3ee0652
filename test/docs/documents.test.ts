import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { globSync } from 'tinyglobby';
import { scripts } from '../../package.json';
import { ddbAudit } from '../support/command-line';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(6));

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

  it('announces nothing that does not exist', () => {
    expect(readDocument(document)).not.toMatch(/not available yet|coming soon/i);
  });

  it('names only scripts that there are', () => {
    const named = [...readDocument(document).matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, name]) => name!);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

it('the README says that alarms notify nobody by default, and what to set', () => {
  expect(readDocument('README.md')).toMatch(/By default, alarms notify nobody\..*"alarmEmail"/);
});

describe('the questions of the documents', () => {
  const local = join(temporaryFolder(), 'mine');

  const QUESTION = /^npm run -s ddb-audit -- (.+--local \.ddb-audit\/mine.*)$/gm;
  const questions = ['README.md', 'docs/asking.md'].flatMap((document) =>
    [...readDocument(document).matchAll(QUESTION)].map(([, words]) => words!),
  );
  const toWords = (question: string) => question.replaceAll('.ddb-audit/mine', local).split(' ');

  it('are there', () => expect(questions.length).toBeGreaterThan(10));

  // The first one ingests, and runs as documented. The others run in this process, which takes less time.
  it.each(questions.slice(0, 1))('ddb-audit %s', async (question) => {
    const words = ['run', '-s', 'ddb-audit', '--', ...toWords(question)];
    const answer = execFileSync('npm', words, { cwd: ROOT, encoding: 'utf8' });
    expect(answer.trim()).not.toBe('');
  });

  it.each(questions.slice(1))('ddb-audit %s', async (question) => {
    const { exitCode, stdout } = await ddbAudit(toWords(question));
    // The samples were tampered with.
    expect(exitCode).toBe(question.startsWith('verify') ? 1 : 0);
    expect(stdout.trim()).not.toBe('');
  });
});
