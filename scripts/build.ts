/** Builds all that the package contains, into an empty `dist`: nothing of an older build is published. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildClient } from './build-client';
import { buildCommandLine } from './build-command-line';
import { buildConstruct } from './build-construct';
import { buildExplorer } from './build-explorer';
import { buildTypes } from './build-types';

async function buildPackage(dist: string): Promise<void> {
  rmSync(dist, { recursive: true, force: true });
  await buildCommandLine(dist);
  await buildExplorer(join(dist, 'explorer'));
  await buildClient(dist);
  await buildConstruct(dist);
  buildTypes(join(dist, 'types'));
}

void buildPackage(join(__dirname, '..', 'dist'));
