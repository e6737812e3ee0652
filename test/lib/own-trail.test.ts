import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { DynamoDbAuditTrail } from '../../lib/dynamodb-audit-trail';
import type { DynamoDbAuditTrailProps } from '../../lib/dynamodb-audit-trail-props';
import { findLoggedEvents } from '../../src/assure/coverage/logged-events';
import { readAssureConfiguration } from '../../src/settings/assure-configuration';
import { acknowledged, testContext } from '../support/stacks';
import { timeoutFor } from '../support/timeout';
import { ACCOUNT, REGION, tableArn, trailLogging } from '../support/trail-logging';

jest.setTimeout(timeoutFor(6));

/** Values as a deployment in eu-west-1 gives them: the name of a resource is its logical id. */
const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::AccountId': ACCOUNT,
  'AWS::Region': REGION,
};
function deployed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(deployed);
  if (typeof value !== 'object' || value === null) return value;
  const [[name, argument] = ['', '']] = Object.entries(value);
  if (name === 'Ref') return PSEUDO[String(argument)] ?? argument;
  if (name === 'Fn::GetAtt') return tableArn(String(argument[0]));
  if (name === 'Fn::Join') return (deployed(argument[1]) as string[]).join(argument[0]);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, deployed(member)]));
}

describe('the new trail, as the assure function knows it', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'audit-trail-own-'));
  afterAll(() => rmSync(outdir, { recursive: true, force: true }));

  function deploy(source: Partial<NonNullable<DynamoDbAuditTrailProps['sources']>[number]>) {
    const folder = mkdtempSync(join(outdir, 'app-'));
    const app = new App({ context: { ...testContext, 'aws:cdk:bundling-stacks': ['**'] }, outdir: folder });
    const stack = acknowledged(new Stack(app, 'Audit'));
    const sources = [{ type: 'newTrail', ...source }] as DynamoDbAuditTrailProps['sources'];
    new DynamoDbAuditTrail(stack, 'AuditTrail', { sources, queryApi: false });
    app.synth();
    const template = Template.fromStack(stack);
    const environment = Object.values(template.findResources('AWS::Lambda::Function'))
      .map((one) => deployed(one.Properties.Environment?.Variables) as Record<string, string>)
      .find((variables) => variables?.AUDIT_TRAIL !== undefined)!;
    const [assure] = readdirSync(folder).filter(
      (name) =>
        name.startsWith('asset.') &&
        readdirSync(join(folder, name)).includes('configuration.json') &&
        readFileSync(join(folder, name, 'configuration.json'), 'utf8').includes('AUDIT_TRAIL'),
    );
    const [trail] = Object.values(template.findResources('AWS::CloudTrail::Trail'));
    const selectors = deployed(trail!.Properties.AdvancedEventSelectors) as {
      Name: string;
      FieldSelectors: Record<string, unknown>[];
    }[];
    return { selectors, own: readAssureConfiguration(join(folder, assure!), environment).trail! };
  }

  it('logs what the trail logs, and all tables but for the traffic of the audit', () => {
    const { selectors, own } = deploy({ dataEvents: 'all', excludeServiceReads: false });
    const sorted = (values: readonly unknown[]) => values.map((one) => JSON.stringify(one)).sort();
    const lowered = selectors.map(({ Name, FieldSelectors }) => ({
      name: Name,
      fieldSelectors: FieldSelectors.map((one) =>
        Object.fromEntries(
          Object.entries(one).map(([key, value]) => [key.charAt(0).toLowerCase() + key.slice(1), value]),
        ),
      ),
    }));
    const values = (some: readonly { name: string; fieldSelectors: readonly object[] }[]) =>
      sorted(
        some.map(({ name, fieldSelectors }) => [
          name,
          ...sorted(fieldSelectors.map((one) => Object.entries(one).sort())),
        ]),
      );
    expect(values(own.selectors!)).toEqual(values(lowered));

    const trail = trailLogging({ from: 'settings', ...own, selectors: own.selectors! });
    const question = { since: '2026-03-10T00:00:00Z', until: '2026-03-14T00:00:00Z' };
    expect(
      findLoggedEvents([trail], { ...question, places: [{ accountId: ACCOUNT, region: REGION }] }),
    ).toMatchObject({
      status: 'logged',
      reasons: [],
    });
    const { ownTraffic: _, ...without } = trail;
    expect(findLoggedEvents([without], question).status).toBe('partly');
  });
});
