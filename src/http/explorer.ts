import { Hono } from 'hono';
import { etag } from 'hono/etag';
import { html } from 'hono/html';
import { secureHeaders } from 'hono/secure-headers';
import { fromAllowedHosts } from './guard';
import { problemResponse, toProblem } from './problems';

/** The files of the page. They are the same for everybody, and contain nothing of an audit. */
export interface PageFiles {
  readonly script: string;
  readonly style: string;
  /** SVG. */
  readonly icon: string;
}

export interface ExplorerOptions {
  readonly files: PageFiles;
  /** Answers requests below `/api`. It checks who asks. */
  readonly api: Pick<Hono, 'fetch'>;
  /** What is explored, in words, such as the name of a data folder. */
  readonly audit: string;
  /** Time range of the first view, such as `1d`. Default: all time. */
  readonly since?: string | undefined;
  /** Accepted names in the Host header, with any port. @default 127.0.0.1, localhost and [::1] */
  readonly allowedHosts?: readonly string[];
}

const SELF = ["'self'"];
const NONE = ["'none'"];

/** The page loads what this service serves, and nothing can make it run or fetch anything else. */
const CONTENT_SECURITY_POLICY = {
  defaultSrc: NONE,
  scriptSrc: SELF,
  styleSrc: SELF,
  imgSrc: SELF,
  connectSrc: SELF,
  baseUri: NONE,
  formAction: NONE,
  frameAncestors: NONE,
  // No text can become HTML or a script: the browser refuses it, whatever the page does.
  requireTrustedTypesFor: ["'script'"],
  trustedTypes: NONE,
};

/**
 * The explorer: a page, and the HTTP API below `/api`. The page itself needs no token, because it contains nothing of
 * the audit. It finds the token of the API in the fragment of its address, which browsers do not send.
 */
export function createExplorer({ files, api, audit, since, allowedHosts }: ExplorerOptions): Hono {
  const app = new Hono();
  app.use(fromAllowedHosts(allowedHosts));
  app.mount('/api', (request) => api.fetch(request));
  app.use(secureHeaders({ contentSecurityPolicy: CONTENT_SECURITY_POLICY, xFrameOptions: 'DENY' }));
  app.use(etag());

  const served = [
    ['/explorer.js', 'text/javascript; charset=utf-8', files.script],
    ['/explorer.css', 'text/css; charset=utf-8', files.style],
    ['/icon.svg', 'image/svg+xml', files.icon],
  ] as const;
  for (const [path, type, body] of served) {
    app.get(path, (context) => context.body(body, 200, { ...UNCACHED, 'content-type': type }));
  }
  app.get('/', (context) => context.html(formatPage(audit, since), 200, UNCACHED));
  app.notFound(({ req }) => problemResponse(toProblem('NotFound', `Unknown path ${req.path}.`)));
  return app;
}

/** Another version may be served at the same address the next time. */
const UNCACHED = { 'cache-control': 'no-cache' };

const formatPage = (audit: string, since = '') => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>ddb-audit</title>
<link rel="icon" href="icon.svg">
<link rel="stylesheet" href="explorer.css">
<script type="module" src="explorer.js"></script>
</head>
<body data-audit="${audit}" data-since="${since}">
<noscript>This page needs JavaScript. Without it, use ddb-audit on the command line.</noscript>
<div id="explorer"></div>
</body>
</html>
`;
