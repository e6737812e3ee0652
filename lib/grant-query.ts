import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { AuditTrailError } from '../src/errors';

/** How a principal queries: with the client library on the tables, or through the HTTP API. */
export type QueryWay = 'client' | 'http';

export interface GrantQueryOptions {
  /**
   * Lets the principal read the log files of the sources, for data events without a record of their own. Log files have all
   * events of their trails, also those of other services.
   * @default false
   */
  readonly originals?: boolean;
}

/** A principal without a policy of its own, such as an account, would be granted nothing without a word. */
export function requireGranted(grant: Grant, { grantPrincipal }: IGrantable): Grant {
  if (grant.success) return grant;
  throw new AuditTrailError(
    'Configuration',
    `grantQuery cannot grant anything to ${String(grantPrincipal)}, because it has no policy of its own. Grant a role or user, or add its ARN to readerArns.`,
  );
}

/** Sets environment variables of a function, if the grantee is one. */
export function tellFunction(grantee: IGrantable, environment: Readonly<Record<string, string>>): void {
  if (!(grantee instanceof LambdaFunction)) return;
  for (const [name, value] of Object.entries(environment)) grantee.addEnvironment(name, value);
}
