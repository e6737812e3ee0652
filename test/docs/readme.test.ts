import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scripts } from '../../package.json';

const ROOT = join(__dirname, '..', '..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

describe('README.md', () => {
  it('links only to files that there are', () => {
    const links = [...readme.matchAll(/\]\(((?!http)[^)#]+)/g)].map(([, path]) => path!);
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('names only scripts that there are', () => {
    const named = [...readme.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, name]) => name!);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  describe('its questions', () => {
    const data = mkdtempSync(join(tmpdir(), 'readme-'));
    afterAll(() => rmSync(data, { recursive: true }));

    const lines = [...readme.matchAll(/^npm run -s ddb-audit -- (.+--local \.ddb-audit\/mine.*)$/gm)].map(
      ([, words]) => words!,
    );

    it('are there', () => expect(lines.length).toBeGreaterThan(5));

    it.each(lines)('ddb-audit %s', (line) => {
      const words = line.replaceAll('.ddb-audit/mine', join(data, 'mine')).split(' ');
      const answer = execFileSync('npm', ['run', '-s', 'ddb-audit', '--', ...words], {
        cwd: ROOT,
        encoding: 'utf8',
      });
      expect(answer.trim()).not.toBe('');
    });
  });
});
