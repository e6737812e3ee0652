import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import manifest from '../../package.json';

const ROOT = join(__dirname, '../..');

/** Set by CI: installs the archive and its dependencies from the registry, as a user does. */
const FROM_REGISTRY = Boolean(process.env.INSTALL_FROM_REGISTRY);

const npm = (cwd: string, ...words: string[]): string =>
  execFileSync('npm', [...words, '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'], {
    cwd,
    encoding: 'utf8',
  });

/** The package as `npm pack` makes it. */
export interface PackedPackage {
  /** The checkout that it was packed from. */
  readonly checkout: string;
  /** Paths of the packed files in the checkout. */
  readonly files: readonly string[];
  /** File name of the archive in the checkout. */
  readonly archive: string;
}

/**
 * Copies this checkout without anything that `.gitignore` names, and packs the copy.
 * @param checkout a folder that does not exist yet
 */
export function packCleanCheckout(checkout: string): PackedPackage {
  const ignored = readFileSync(join(ROOT, '.gitignore'), 'utf8').split('\n').filter(Boolean);
  const patterns = ['.git', ...ignored].map((pattern) => pattern.replace(/\/$/, ''));
  // As git reads them: a pattern with a slash, but for one at its end, is a path from the root.
  const isExcluded = (path: string) =>
    patterns.some((pattern) =>
      pattern.includes('/') ? join(ROOT, pattern) === path : pattern === basename(path),
    );
  cpSync(ROOT, checkout, { recursive: true, filter: (path) => !isExcluded(path) });
  symlinkSync(join(ROOT, 'node_modules'), join(checkout, 'node_modules'));
  // npm 10 prints an array, npm 11 an object with one member for each package.
  const [packed] = Object.values(
    JSON.parse(npm(checkout, 'pack', '--json', '--foreground-scripts=false')),
  ) as [{ files: { path: string }[]; filename: string }];
  return { checkout, files: packed.files.map(({ path }) => path), archive: packed.filename };
}

/**
 * Makes a new project that has the package installed, with its dependencies and nothing else.
 * @param project a folder that does not exist yet
 * @param peers optional peers of the package that the project also has
 */
export function installPackage(
  { checkout, files, archive }: PackedPackage,
  project: string,
  peers: readonly string[] = [],
): string {
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'project', private: true }));
  if (FROM_REGISTRY) {
    npm(project, 'install', join(checkout, archive), ...peers);
    return project;
  }
  const modules = join(project, 'node_modules');
  for (const file of files) cpSync(join(checkout, file), join(modules, manifest.name, file));
  // Link what package.json declares and nothing else: an undeclared dependency is missing here too.
  for (const dependency of [...Object.keys(manifest.dependencies), ...peers]) {
    mkdirSync(dirname(join(modules, dependency)), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', dependency), join(modules, dependency));
  }
  // npm links the package's commands and makes them executable.
  npm(project, 'rebuild', '--ignore-scripts', manifest.name);
  return project;
}

/** The compiler of this project, and the last one that knows `moduleResolution: node10`, which oazapfts brings. */
const COMPILERS = {
  current: require.resolve('typescript/package.json'),
  node10: require.resolve('typescript/package.json', { paths: [join(ROOT, 'node_modules/oazapfts')] }),
};

/**
 * Type-checks programs of a project.
 * @param flags TypeScript's options, such as `--module nodenext`
 * @param programs texts by file name
 * @throws with the compiler's output if a program does not compile
 */
export function typeCheck(
  project: string,
  flags: string,
  programs: Readonly<Record<string, string>>,
  compiler: keyof typeof COMPILERS = 'current',
): void {
  for (const [file, text] of Object.entries(programs)) writeFileSync(join(project, file), text);
  const options = `--noEmit --strict --skipLibCheck --target es2022 --types node ${flags}`.split(' ');
  const types = ['--typeRoots', join(ROOT, 'node_modules/@types')];
  const tsc = join(dirname(COMPILERS[compiler]), 'bin/tsc');
  try {
    execFileSync(process.execPath, [tsc, ...options, ...types, ...Object.keys(programs)], {
      cwd: project,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  } catch (error) {
    throw new Error(`Does not compile: ${(error as { stdout?: string }).stdout}`, { cause: error });
  }
}
