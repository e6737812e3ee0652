import { writeThrottles } from '../../lambda/write-throttles';

const TABLE = 'arn:aws:dynamodb:us-east-1:111122223333:table/audit';

describe('writeThrottles', () => {
  it('counts by index and in all, and begins anew after a report', () => {
    const throttles = writeThrottles();
    throttles.count([{ reason: 'IndexWriteKeyRangeThroughputExceeded', resource: `${TABLE}/index/feed` }]);
    throttles.count([{ reason: 'TableWriteKeyRangeThroughputExceeded', resource: TABLE }]);
    throttles.count([]);

    const lines = throttles.report('audit', 1).map((line) => JSON.parse(line) as Record<string, unknown>);

    expect(lines.map(({ Index, WriteThrottles }) => [Index, WriteThrottles])).toEqual([
      [undefined, 3],
      ['feed', 1],
      ['table', 2],
    ]);
    expect(throttles.report('audit', 2)).toEqual([]);
  });
});
