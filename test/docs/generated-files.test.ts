import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { checks } from '../../checks/index.ts';
import { describeParameters } from '../../src/check/describe-parameters.ts';
import { isRegistrationKey } from '../../src/config/registrations/tuning-keys.ts';
import { generatedFiles } from '../../src/docs/generated-files.ts';
import { isProbeName } from '../../src/probes/index.ts';

describe('generated files', () => {
  it.each(Object.entries(generatedFiles(checks)))('%s is what `npm run docs` writes', async (path, text) => {
    const written = await readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
    expect(written === text, `${path} is stale: run npm run docs`).toBe(true);
  });

  it('name every check, and every parameter with its meaning', () => {
    const page = generatedFiles(checks)['docs/checks.md'] ?? '';
    for (const check of checks) {
      expect(page).toContain(`### ${check.name}\n`);
      for (const { name, description } of describeParameters(check))
        expect(description, `${check.name}.${name}`).not.toBe('');
    }
  });
});

describe('the catalogue', () => {
  it.each(checks.map((check) => [check.name, check] as const))('%s can be configured', (_, check) => {
    expect(Object.keys(check.params.shape).filter(isRegistrationKey)).toEqual([]);
    if (!check.needs.some(isProbeName)) expect(check.params.safeParse({}).error).toBeUndefined();
  });
});
