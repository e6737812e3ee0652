import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Key of the credentials of every role. */
export const ASSUMED_KEY = 'ASIAASSUMED';

const VALID_MS = 3_600_000;

/** STS, which lets everybody assume every role. */
export interface StsServer {
  readonly endpoint: string;
  readonly assumptions: { readonly roleArn: string; readonly authorization: string }[];
  /** Whether requests get no answer. */
  isHanging: boolean;
  /** The message with which requests are denied. */
  denial: string | undefined;
  close(): Promise<void>;
}

const toCredentials = () => `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleResult>
    <AssumedRoleUser><AssumedRoleId>AROA:audit</AssumedRoleId><Arn>arn:aws:sts::444455556666:assumed-role/read-logs/audit</Arn></AssumedRoleUser>
    <Credentials>
      <AccessKeyId>${ASSUMED_KEY}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>
      <SessionToken>token</SessionToken><Expiration>${new Date(Date.now() + VALID_MS).toISOString()}</Expiration>
    </Credentials>
  </AssumeRoleResult>
  <ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>
</AssumeRoleResponse>`;

const toDenial = (message: string) =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${message}</Message></Error></ErrorResponse>`;

export async function startStsServer(): Promise<StsServer> {
  const server = createServer(async (request, response) => {
    const roleArn = new URLSearchParams(await text(request)).get('RoleArn') ?? '';
    sts.assumptions.push({ roleArn, authorization: request.headers.authorization ?? '' });
    if (sts.isHanging) return;
    response.setHeader('content-type', 'text/xml');
    if (sts.denial === undefined) response.end(toCredentials());
    else response.writeHead(403).end(toDenial(sts.denial));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sts: StsServer = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    assumptions: [],
    isHanging: false,
    denial: undefined,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  return sts;
}
