import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** An answer of CloudFormation that is an error. */
export interface StackRefusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** Outputs by key, or the answer instead. */
type Stacks = Record<string, Readonly<Record<string, string>> | StackRefusal>;

/** The outputs of CDK for an audit trail, as CloudFormation names them. */
export const outputsOf = (
  names: Readonly<Record<string, string>>,
  construct = 'AuditTrail',
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(names).map(([name, value], index) => [
      `${construct}Names${name}${(0xb032ee65 + index).toString(16).toUpperCase()}`,
      value,
    ]),
  );

export interface CloudFormationServer {
  readonly endpoint: string;
  /** By name. */
  stacks: Stacks;
  /** The parameters of each request, and the Region and service that it is signed for. */
  readonly requests: Record<string, string>[];
  close(): Promise<void>;
}

const escapeXml = (value: string) =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const NAMESPACE = 'xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"';

const toError = (code: string, message: string) =>
  `<ErrorResponse ${NAMESPACE}><Error><Type>Sender</Type><Code>${code}</Code>` +
  `<Message>${escapeXml(message)}</Message></Error><RequestId>1</RequestId></ErrorResponse>`;

const toStack = (name: string, outputs: Readonly<Record<string, string>>) =>
  `<DescribeStacksResponse ${NAMESPACE}><DescribeStacksResult><Stacks><member>` +
  `<StackName>${escapeXml(name)}</StackName><CreationTime>2026-03-01T00:00:00Z</CreationTime>` +
  `<StackStatus>UPDATE_COMPLETE</StackStatus><Outputs>${Object.entries(outputs)
    .map(
      ([key, value]) =>
        `<member><OutputKey>${key}</OutputKey><OutputValue>${escapeXml(value)}</OutputValue></member>`,
    )
    .join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;

/** Serves `cloudformation:DescribeStacks` in the query protocol, as XML. */
export async function startCloudFormation(): Promise<CloudFormationServer> {
  const server = createServer(async (request, response) => {
    const parameters = Object.fromEntries(new URLSearchParams(await text(request)));
    const scope = /Credential=[^/]+\/\d+\/([^/]+\/[^/]+)\//.exec(request.headers.authorization ?? '')?.[1];
    running.requests.push({ ...parameters, scope: scope ?? 'not signed' });
    const name = parameters.StackName ?? '';
    const stack = running.stacks[name];
    const refusal: StackRefusal | undefined =
      parameters.Action !== 'DescribeStacks'
        ? { status: 400, code: 'InvalidAction', message: `Could not find operation ${parameters.Action}` }
        : !stack
          ? { status: 400, code: 'ValidationError', message: `Stack with id ${name} does not exist` }
          : 'status' in stack
            ? (stack as StackRefusal)
            : undefined;
    response.writeHead(refusal?.status ?? 200, { 'content-type': 'text/xml' });
    response.end(
      refusal
        ? toError(refusal.code, refusal.message)
        : toStack(name, stack as Readonly<Record<string, string>>),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const running: CloudFormationServer = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stacks: {},
    requests: [],
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  return running;
}
