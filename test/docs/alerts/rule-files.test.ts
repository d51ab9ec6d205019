import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { alertRules } from '../../../src/docs/alerts/alert-rules.ts';
import { ruleFile } from '../../../src/docs/alerts/rule-files.ts';
import { REPOSITORY_ROOT } from '../../support/repository.ts';

describe('the rule file', () => {
  it('looks back over two intervals at least, whatever the interval', () => {
    for (const intervalSeconds of [45, 300, 3600]) {
      const text = ruleFile({ intervalSeconds, failedRuns: 4, budget: 0.001 });
      const ranges = [...text.matchAll(/\[(\d+)s\]/g)].map(([, seconds]) => Number(seconds));
      expect(text).not.toMatch(/\d\.\d+s\]/);
      expect(ranges.length).toBeGreaterThan(20);
      expect(Math.min(...ranges)).toBe(Math.ceil(2.5 * intervalSeconds));
    }
  });

  it('leaves no parameter open', () => {
    expect(ruleFile()).not.toMatch(/SELECTOR|FAILED_RUNS|ONE_MORE_RUN|BUDGET|SHARDS|\d(\.\d)?i\b/);
  });

  it.each(alertRules.map(({ name }) => name))('has a runbook of %s that alerts.md names', async (name) => {
    await access(join(REPOSITORY_ROOT, `docs/alerts/${name}.md`));
    expect(await readFile(join(REPOSITORY_ROOT, 'docs/alerts.md'), 'utf8')).toContain(`(alerts/${name}.md)`);
  });
});
