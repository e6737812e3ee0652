import { planRevocation } from '../../web/stories/revoke';
import { toRecord } from '../support/audited';
import { dataEvent, identities, type UserIdentity } from '../support/events';

const NOW = '2026-03-14T12:00:00Z';
const KEY = 'AKIALEAKEDEXAMPLE001';
const SESSION_KEY = 'ASIALEAKEDEXAMPLE001';
const plan = (key: string, ...users: UserIdentity[]) =>
  planRevocation(
    key,
    users.map((userIdentity) => toRecord(dataEvent({ userIdentity }))),
    NOW,
  );
const toCommands = (...given: Parameters<typeof plan>) => plan(...given).flatMap(({ commands }) => commands);

describe('what to revoke', () => {
  it('of a user: the key, and the sessions that it opened', () => {
    const commands = toCommands(KEY, identities.iamUser('ci', { accessKeyId: KEY }));
    expect(commands[0]).toBe(
      `aws iam update-access-key --user-name ci --access-key-id ${KEY} --status Inactive`,
    );
    expect(commands[2]).toMatch(
      /^aws iam put-user-policy --user-name ci .*"aws:TokenIssueTime":"2026-03-14T12/,
    );
  });

  it('of a role: all sessions that began before now', () => {
    const commands = toCommands(SESSION_KEY, identities.assumedRole('etl', 'nightly'));
    expect(commands[0]).toMatch(/^aws iam put-role-policy --role-name etl /);
    const policy = JSON.parse(/'(.*)'$/.exec(commands[0]!)![1]!);
    expect(policy.Statement).toEqual([
      {
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { DateLessThan: { 'aws:TokenIssueTime': NOW } },
      },
    ]);
  });

  it('is said once, however many calls used the key', () => {
    const user = identities.iamUser('ci');
    expect(plan(KEY, user, user)).toEqual(plan(KEY, user));
  });

  it('is done elsewhere for the root user, for IAM Identity Center, and for roles of services', () => {
    const inWords = [
      plan(KEY, identities.root()),
      plan(SESSION_KEY, identities.assumedRole('AWSReservedSSO_Admin_0a1b2c3d4e5f6071', 'tom@example.com')),
    ];
    expect(inWords.map(([measure]) => measure)).toMatchObject([
      { what: expect.stringContaining('Sign in as root of account 111122223333'), commands: [] },
      { what: expect.stringContaining('IAM Identity Center'), commands: [] },
    ]);
  });

  it('is asked of IAM if no call says whose key it is', () => {
    expect(toCommands(KEY)).toEqual([`aws iam get-access-key-last-used --access-key-id ${KEY}`]);
  });

  it.each(["ci'; rm -rf ~; '", '$(id)', 'a b', '`id`'])('is no command if the name is %j', (name) => {
    const arn = `arn:aws:iam::111122223333:user/${name}`;
    expect(toCommands(KEY, identities.iamUser('ci', { arn, userName: name }))).toEqual([]);
    expect(toCommands(`${KEY}; id`)).toEqual([]);
  });
});
