import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { startS3Server } from '../../src/local/s3-server';
import { type SigningKey, savedKeys } from './digests';
import { signatureFault } from './signed-requests';

/** An answer instead of the one of the service. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** S3 and CloudTrail at one endpoint. */
export interface TrailServices {
  readonly endpoint: string;
  /** Keys by Region; those of other Regions are `keys.default`. */
  keys: Readonly<Record<string, readonly SigningKey[]>>;
  /** What CloudTrail answers to calls other than ListPublicKeys: by operation and trail, or the operation alone. */
  answers: Readonly<Record<string, unknown>>;
  /** The lifecycle rules of all buckets, as S3's XML. Undefined: there are none. */
  lifecycle: string | undefined;
  /**
   * Decides which requests are refused, also by the access key that signs them. `name` is the key of an object, `list PREFIX`, `lifecycle`, `keys REGION`, or the operation
   * and the ARN of a trail.
   */
  refuse: (name: string, region: string, accessKeyId: string) => Refusal | undefined;
  /** Milliseconds until a request is answered. */
  delay: (name: string) => number;
  /** The names of all requests. */
  readonly requests: string[];
  close(): Promise<void>;
}

const toRegion = ({ headers }: IncomingMessage) =>
  /Credential=[^/]+\/\d+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? 'not signed';

const toAccessKeyId = ({ headers }: IncomingMessage) =>
  /Credential=([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? 'not signed';

/** Serves a folder as every bucket of S3, and `cloudtrail:ListPublicKeys`. */
export async function startTrailServices(folder: string): Promise<TrailServices> {
  const s3 = await startS3Server(folder);
  const server = createServer(async (request, response) => {
    const region = toRegion(request);
    const isCloudTrail = request.method === 'POST';
    const [operation, trail] = isCloudTrail ? await toCall(request) : [];
    const name =
      operation === 'ListPublicKeys'
        ? `keys ${region}`
        : isCloudTrail
          ? [operation, trail].filter(Boolean).join(' ')
          : toName(request.url ?? '');
    services.requests.push(name);
    await sleep(services.delay(name), undefined, { ref: false });
    const scope = { accessKeyId: 'any', secretAccessKey: 'any', region, service: 'cloudtrail' };
    const fault = isCloudTrail ? await signatureFault(request, scope) : undefined;
    const refusal: Refusal | undefined = fault
      ? { status: 400, code: 'IncompleteSignature', message: fault }
      : services.refuse(name, region, toAccessKeyId(request));
    if (refusal) {
      const { status, code, message = code, headers } = refusal;
      const body = isCloudTrail
        ? JSON.stringify({ __type: code, message })
        : `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
      response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body);
      return;
    }
    if (isCloudTrail && operation !== 'ListPublicKeys') {
      const answer = services.answers[name];
      if (answer === undefined) response.writeHead(400);
      response.end(JSON.stringify(answer ?? { __type: 'TrailNotFoundException', message: name }));
      return;
    }
    if (isCloudTrail) {
      response.end(savedKeys(...(services.keys[region] ?? services.keys.default ?? [])));
      return;
    }
    if (name === 'lifecycle') {
      response.writeHead(services.lifecycle === undefined ? 404 : 200);
      response.end(services.lifecycle ?? '<Error><Code>NoSuchLifecycleConfiguration</Code></Error>');
      return;
    }
    try {
      const answer = await fetch(s3.endpoint + request.url, { method: request.method! });
      const body = Buffer.from(await answer.arrayBuffer());
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(body);
    } catch (error) {
      // The services were closed while a caller that gave up was still to be answered.
      response.destroy(error as Error);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const services: TrailServices = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keys: {},
    answers: {},
    lifecycle: undefined,
    refuse: () => undefined,
    delay: () => 0,
    requests: [],
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await s3.close();
    },
  };
  return services;
}

/** The operation of a call of CloudTrail, and the trail that it names. */
async function toCall(request: IncomingMessage): Promise<[operation: string, trail: string | undefined]> {
  const operation = String(request.headers['x-amz-target']).replace(/^.*\./, '');
  const { Name, TrailName } = (await json(request)) as { Name?: string; TrailName?: string };
  return [operation, Name ?? TrailName];
}

function toName(path: string): string {
  const url = new URL(path, 'http://localhost');
  if (url.searchParams.has('lifecycle')) return 'lifecycle';
  const [, , ...key] = url.pathname.split('/').map(decodeURIComponent);
  return url.searchParams.get('list-type') ? `list ${url.searchParams.get('prefix') ?? ''}` : key.join('/');
}
