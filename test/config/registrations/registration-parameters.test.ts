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

describe('the parameters of probes', () => {
  it('reach the thread parsed, and unharmed by the way there', async () => {
    const config = await loadConfig({
      files: [examplePath],
      env: exampleEnv,
      cwd: process.cwd(),
      catalogue: checks,
      redactor: createRedactor(),
    });
    const probing = config.registrations.filter(({ probes, problem }) => probes.length > 0 && problem === undefined);
    expect(new Set(probing.map(({ check }) => check)).size).toBeGreaterThan(4);
    for (const { check, params, parsed } of probing) {
      expect(parsed).toEqual(checks.find(({ name }) => name === check)?.params.parse(params));
      expect(structuredClone(parsed)).toEqual(parsed);
    }
  });

  it('are left to users’ modules, and to checks of the cluster', async () => {
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
    const others = config.registrations.filter(({ check, probes }) => check === 'http-endpoint' || probes.length === 0);
    expect(others.length).toBeGreaterThan(5);
    expect(others.filter(({ parsed }) => parsed !== undefined)).toEqual([]);
  });
});
