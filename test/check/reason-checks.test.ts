import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checks } from '../../checks/index.ts';
import { checksOfReason, isClusterReason } from '../../src/check/reason-checks.ts';
import { type Reason, reasons } from '../../src/model/reasons.ts';

const sourceOf = ({ group, name }: { readonly group: string; readonly name: string }): string =>
  readFileSync(fileURLToPath(new URL(`../../checks/${group}/${name}.ts`, import.meta.url)), 'utf8');

describe('the checks of a reason', () => {
  it('are at least one for each reason', () => {
    for (const reason of Object.keys(reasons) as Reason[])
      expect(checksOfReason(reason, checks), reason).not.toEqual([]);
  });

  it('contain each check whose own file reports the reason', () => {
    for (const check of checks)
      for (const [, reason = ''] of sourceOf(check).matchAll(/reason: '(\w+)'/g))
        if (isClusterReason(reason)) expect(checksOfReason(reason as Reason, checks), reason).toContain(check.name);
  });
});
