import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Page } from 'playwright-core';
import { createHttpApi } from '../../src/http/api';
import type { AuditLog } from '../../src/query/audit-log';
import { launchChromium } from '../support/chromium';
import { startExplorer } from '../support/explorer';
import { timeoutFor } from '../support/timeout';

/** The explorer of an audit behind its HTTP API, open in a browser. */
export interface DeployedExplorer {
  readonly page: Page;
  /** Opens a view, such as `#/search`. */
  open(fragment: string): Promise<void>;
  stop(): Promise<void>;
}

/** Serves an audit by HTTP, and starts `ddb-audit explore --api` and Chromium. Stop it after the tests. */
export async function startDeployedExplorer(log: AuditLog): Promise<DeployedExplorer> {
  const server = createServer(getRequestListener(createHttpApi(log).fetch));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.env.AWS_ACCESS_KEY_ID = 'AKIAIOSFODNN7EXAMPLE';
  process.env.AWS_SECRET_ACCESS_KEY = 'secret of the test';
  const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [explorer, browser] = await Promise.all([
    startExplorer('--api', api, '--region', 'eu-west-1'),
    launchChromium(),
  ]);
  const page = await browser.newPage({ viewport: { width: 1_280, height: 900 } });
  page.setDefaultTimeout(timeoutFor(1));
  return {
    page,
    async open(fragment) {
      await page.goto(`${explorer.url}/#token=${explorer.token}`);
      await page.evaluate(`location.hash = ${JSON.stringify(fragment)}`);
    },
    async stop() {
      delete process.env.AWS_ACCESS_KEY_ID;
      delete process.env.AWS_SECRET_ACCESS_KEY;
      await browser.close();
      await explorer.stop();
      server.close();
      server.closeAllConnections();
    },
  };
}
