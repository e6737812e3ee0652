import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { engines, scripts } from '../../package.json';

const ROOT = join(__dirname, '../..');
const GITHUB = join(ROOT, '.github');

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Workflow {
  readonly on: unknown;
  readonly jobs: Readonly<Record<string, { readonly needs?: string; readonly steps: readonly Step[] }>>;
}

const readYaml = (path: string): unknown => parse(readFileSync(path, 'utf8'));
const workflows = readdirSync(join(GITHUB, 'workflows'));
const readWorkflow = (file: string) => readYaml(join(GITHUB, 'workflows', file)) as Workflow;
const readSteps = (file: string) => Object.values(readWorkflow(file).jobs).flatMap(({ steps }) => steps);

describe.each(workflows)('workflow %s', (file) => {
  it('runs only scripts that exist', () => {
    for (const { run = '' } of readSteps(file)) {
      for (const [, script] of run.matchAll(/npm run ([\w:-]+)/g)) expect(scripts).toHaveProperty([script!]);
      for (const [path] of run.matchAll(/^\.\S+/gm)) accessSync(join(ROOT, path), constants.X_OK);
    }
  });

  it('reads only files that exist', () => {
    for (const { with: inputs } of readSteps(file)) {
      const version = inputs?.['node-version-file'];
      if (version) accessSync(join(ROOT, String(version)));
    }
  });

  it('waits only for jobs that exist', () => {
    const { jobs } = readWorkflow(file);
    for (const { needs } of Object.values(jobs)) if (needs) expect(Object.keys(jobs)).toContain(needs);
  });
});

it('every change and every release passes .ci/run', () => {
  for (const file of ['ci.yml', 'release.yml'])
    expect(readSteps(file).map(({ run }) => run)).toContain('.ci/run');
});

it('a release is published only after .ci/run passed, with provenance', () => {
  const { publish } = readWorkflow('release.yml').jobs;
  expect(publish?.needs).toBe('verify');
  expect(publish?.steps.at(-1)?.run).toBe('npm publish --provenance --access public');
});

it.each(readdirSync(join(GITHUB, 'ISSUE_TEMPLATE')).filter((file) => file !== 'config.yml'))(
  'issue form %s has the fields that GitHub requires',
  (file) => {
    expect(readYaml(join(GITHUB, 'ISSUE_TEMPLATE', file))).toEqual(
      expect.objectContaining({
        name: expect.any(String),
        description: expect.any(String),
        body: expect.arrayContaining([expect.objectContaining({ type: 'textarea' })]),
      }),
    );
  },
);

it('.nvmrc names the oldest Node that package.json supports', () => {
  expect(`>=${readFileSync(join(ROOT, '.nvmrc'), 'utf8').trim()}`).toBe(engines.node);
});
