import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checks } from '../../../checks/index.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { createRedactor } from '../../../src/redaction/redactor.ts';

const examplePath = fileURLToPath(new URL('../../../examples/kavmon.yaml', import.meta.url));

/** A value for each variable that the example refers to: the URL of a database. */
const exampleEnv = Object.fromEntries(
  [...readFileSync(examplePath, 'utf8').matchAll(/env: (\w+)/g)].map(([, name = '']) => [
    name,
    'postgres://me@example/db',
  ]),
);

describe('the parameters of checks', () => {
  it('reach the thread parsed, and unharmed by the way there', async () => {
    const config = await loadConfig({
      files: [examplePath],
      env: exampleEnv,
      cwd: process.cwd(),
      catalogue: checks,
      redactor: createRedactor(),
    });
    const sound = config.registrations.filter(({ problem }) => problem === undefined);
    expect(new Set(sound.map(({ check }) => check)).size).toBeGreaterThan(60);
    for (const { check, params, parsed } of sound) {
      expect(parsed).toEqual(checks.find(({ name }) => name === check)?.params.parse(params));
      expect(structuredClone(parsed)).toEqual(parsed);
    }
  });

  it('are left to users’ modules', async () => {
    const module = {
      ...(checks.find(({ name }) => name === 'http-endpoint') as (typeof checks)[number]),
      module: '/a.ts',
    };
    const catalogue = [module, ...checks.filter(({ name }) => name !== 'http-endpoint')];
    const config = await loadConfig({
      files: [examplePath],
      env: exampleEnv,
      cwd: process.cwd(),
      catalogue,
      redactor: createRedactor(),
    });
    const users = config.registrations.filter(({ check }) => check === 'http-endpoint');
    expect(users.length).toBeGreaterThan(0);
    expect(users.filter(({ parsed }) => parsed !== undefined)).toEqual([]);
  });
});
