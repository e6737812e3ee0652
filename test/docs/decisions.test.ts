import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '../../docs/decisions');
const read = (file: string) => readFileSync(join(FOLDER, file), 'utf8');
const decisions = readdirSync(FOLDER).filter((file) => file !== 'README.md');

it.each(decisions)(
  'docs/decisions/%s has a number, a date and the three parts, and the index lists it',
  (file) => {
    const text = read(file);
    const [, number, title] = text.match(/^# (\d+)\. (.+)$/m) ?? [];
    const [, date] = text.match(/^Date: (\d{4}-\d{2}-\d{2})/m) ?? [];
    expect(file).toMatch(new RegExp(`^${String(number).padStart(4, '0')}-[a-z-]+\\.md$`));
    expect(text.match(/^## .+$/gm)).toEqual(['## Context', '## Decision', '## Consequences']);
    expect(read('README.md')).toContain(`| [${number}. ${title}](${file}) | ${date}`);
  },
);
