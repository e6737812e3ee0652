import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import { Annotations, App, type Environment, Stack } from 'aws-cdk-lib';
import { Match, Annotations as SynthAnnotations, Template } from 'aws-cdk-lib/assertions';
import { context as flags } from '../../cdk.json';
import { AuditTrailStack } from '../../lib/audit-trail-stack';
import { DynamoDbAuditTrail } from '../../lib/dynamodb-audit-trail';
import type { DynamoDbAuditTrailProps } from '../../lib/dynamodb-audit-trail-props';
import type { DeploymentSettingsInput } from '../../src/settings/deployment-settings';
import { temporaryFolder } from './temporary-folder';

/** CDK's own `process` and `console`: load-once.cjs loads CDK outside of the copies that Jest makes for a test file. */
export const cdkGlobals = runInThisContext('({ process, console })') as {
  readonly process: NodeJS.Process;
  readonly console: Console;
};

/** Template validation takes most of a synth. The tests of example apps switch it on. */
cdkGlobals.process.env.CDK_VALIDATION = 'false';

const outdir = temporaryFolder();

/** The context of a synth in tests: the flags that are deployed with, functions not bundled. */
export const testContext = { ...flags, 'aws:cdk:bundling-stacks': [] };

/** An app without what no test reads and what takes a third of a synth: stack traces and the tree of constructs. */
export const testApp = (context: Record<string, unknown> = {}): App =>
  new App({
    context: { ...testContext, ...context },
    outdir: mkdtempSync(join(outdir, 'app-')),
    stackTraces: false,
    treeMetadata: false,
    analyticsReporting: false,
  });

/** Acknowledges what every deployment of its kind warns about, so that tests see only other warnings. */
export function acknowledged<S extends Stack>(stack: S): S {
  for (const id of ['trailBucketName', 'keyPolicy', 'managementAccount', 'directNotification']) {
    Annotations.of(stack).acknowledgeWarning(`dynamodb-audit-trail:${id}`);
  }
  return stack;
}

/** The warnings of a stack with these settings, by id, without `dynamodb-audit-trail:`. */
export function warnings(settings: DeploymentSettingsInput, env: Environment = {}): Map<string, string> {
  const said = jest.spyOn(cdkGlobals.console, 'error').mockImplementation();
  const stack = new AuditTrailStack(testApp(), 'Audit', { settings, env });
  const found = SynthAnnotations.fromStack(stack).findWarning('*', Match.anyValue());
  said.mockRestore();
  return new Map(
    found.map(({ entry }) => {
      const [, message, id] =
        /^([\s\S]*) \[ack: dynamodb-audit-trail:(\w+)\]$/.exec(String(entry.data)) ?? [];
      return [String(id), String(message)];
    }),
  );
}

const deployments = new Map<string, ReturnType<typeof deployNew>>();

function deployNew(settings: DeploymentSettingsInput, env: Environment) {
  const stack = acknowledged(new AuditTrailStack(testApp(), 'Audit', { settings, env }));
  return { stack, auditTrail: stack.auditTrail, template: Template.fromStack(stack) };
}

/** The stack of a deployment with these settings, and its template: synthesized once per test file. */
export function deploy(settings: DeploymentSettingsInput = {}, env: Environment = {}) {
  const key = JSON.stringify([settings, env]);
  const deployment = deployments.get(key) ?? deployNew(settings, env);
  deployments.set(key, deployment);
  return deployment;
}

/** A stack of somebody who uses the construct. */
export function construct(props: (stack: Stack) => DynamoDbAuditTrailProps, env: Environment = {}) {
  const stack = acknowledged(new Stack(testApp(), 'Audit', { env }));
  const auditTrail = new DynamoDbAuditTrail(stack, 'AuditTrail', props(stack));
  return { stack, auditTrail };
}

/** A resource as a template holds it. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
}

/** The one resource of a type; the test fails where there are more or none. */
export function only(template: Template, type: string): TemplateResource {
  const found = Object.values(template.findResources(type));
  if (found.length !== 1) throw new Error(`${found.length} resources of type ${type}, one expected`);
  return found[0] as TemplateResource;
}

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Principal?: Readonly<Record<string, unknown>>;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Every statement of every policy in a template, with the id of the resource it stands in. */
export const statements = (template: Template): (Statement & { readonly of: string })[] =>
  Object.entries(template.toJSON().Resources as Record<string, TemplateResource>).flatMap(
    ([of, resource]) => {
      const document = (resource.Properties?.PolicyDocument ?? resource.Properties?.KeyPolicy) as
        | { readonly Statement: readonly Statement[] }
        | undefined;
      return (document?.Statement ?? []).map((statement) => ({ ...statement, of }));
    },
  );
