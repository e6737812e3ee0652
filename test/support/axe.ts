import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Checks with axe-core that everybody can use a page as it is shown. Fails with the elements that break a rule. */
export async function expectAccessible(page: Page): Promise<void> {
  // A page that stays has it already.
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(AXE);
  const { passed, violations } = (await page.evaluate(`axe.run().then(({ passes, violations }) => ({
    passed: passes.length,
    violations: violations.map(({ id, nodes }) => id + ': ' + nodes[0].html.slice(0, 200)),
  }))`)) as { passed: number; violations: string[] };
  expect(violations).toEqual([]);
  expect(passed).toBeGreaterThan(15);
}
