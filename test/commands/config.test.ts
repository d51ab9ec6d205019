import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { printConfigSchema, validateConfig, viewConfig } from '../../src/commands/config.ts';
import { catalogue } from '../fixtures/checks.ts';
import { folderForSuite } from '../support/for-test.ts';
import { captureOutput } from './capture-output.ts';

const CONFIG_TEXT = `cluster: prod
checks:
  http-page: { warnAfter: 250ms }
services:
  api:
    severity: sev1
    checks:
      http-page: { url: http://api/, headers: { Authorization: { env: TOKEN } } }
      sql-login: { url: { env: DB }, password: { env: NOT_THERE } }
`;
const secretVariables = { TOKEN: 'Bearer c4nary-token', DB: 'postgres://me:c4nary-pass@db/d' };

const configFolder = folderForSuite('view');
beforeAll(() => writeFile(join(configFolder.path, 'kavmon.yaml'), CONFIG_TEXT));

const configSource = () => ({ config: [], catalogue, cwd: configFolder.path });

describe('kavmon config validate', () => {
  it('says what it read, and what cannot run here', async () => {
    expect(await captureOutput((io) => validateConfig(configSource(), io), { env: secretVariables })).toEqual({
      code: 0,
      stderr: '',
      stdout: `Files: kavmon.yaml
Services: cluster, api
Registrations: 5, 4 of them enabled
Ignores: 0
Cannot run here: api/sql-login: the environment variable NOT_THERE is not set (for password)
The configuration is valid.
`,
    });
  });

  it('refuses what is wrong', async () => {
    await writeFile(join(configFolder.path, 'wrong.yaml'), 'clusters: x');
    const wrong = { ...configSource(), config: ['wrong.yaml'] };
    await expect(captureOutput((io) => validateConfig(wrong, io))).rejects.toThrow(
      'wrong.yaml:1:1: clusters: unknown key',
    );
  });
});

describe('kavmon config view', () => {
  const settings = async (more: Record<string, string> = {}) => {
    const { stdout } = await captureOutput((io) => viewConfig({ ...configSource(), output: 'json', checks: [] }, io), {
      env: { ...secretVariables, ...more },
    });
    expect(stdout).not.toContain('c4nary');
    const rows = JSON.parse(stdout) as { key: string; value: unknown; origin: string }[];
    return Object.fromEntries(rows.map(({ key, value, origin }) => [key, [value, origin]]));
  };

  it('tells each value in force with its origin', async () => {
    expect(await settings()).toMatchObject({
      cluster: ['prod', 'kavmon.yaml:1:10'],
      namespaces: [null, 'default'],
      'api/http-page.severity': ['sev1', 'kavmon.yaml:6:15'],
      'api/http-page.timeout': ['10s', 'default'],
      'api/http-page.url': ['http://api/', 'kavmon.yaml:8:25'],
      'api/http-page.warnAfter': ['250ms', 'kavmon.yaml:3:27'],
      'api/http-page.status': [200, 'default'],
      'cluster/pods-waiting.grace': ['5m', 'default'],
      'cluster/pods-bare.enabled': [false, 'default'],
    });
    expect((await settings({ KAVMON_CLUSTER: 'other' })).cluster).toEqual(['other', 'environment KAVMON_CLUSTER']);
  });

  it('masks secrets, and says which are missing', async () => {
    expect(await settings()).toMatchObject({
      'api/http-page.headers.Authorization': ['***', 'the environment variable TOKEN, kavmon.yaml:8:64'],
      'api/sql-login.url': ['***', 'the environment variable DB, kavmon.yaml:9:25'],
      'api/sql-login.password': ['(missing)', 'the environment variable NOT_THERE, kavmon.yaml:9:48'],
    });
  });

  it('prints a table', async () => {
    const { stdout } = await captureOutput((io) => viewConfig({ ...configSource(), output: 'table', checks: [] }, io), {
      env: secretVariables,
    });
    expect(stdout).toMatch(/^KEY +VALUE +ORIGIN\ncluster +prod +kavmon\.yaml:1:10\nnamespaces +- +default\n/);
  });
});

describe('kavmon config schema', () => {
  const validator = async () => {
    const { stdout } = await captureOutput((io) => printConfigSchema({ catalogue }, io));
    return new Ajv2020({ strict: false, validateFormats: false }).compile(JSON.parse(stdout));
  };

  it.each([
    [{}, true],
    [{ cluster: 'a', namespaces: ['b'] }, true],
    [{ clusters: 'a' }, false],
    [{ services: { a: { checks: { 'http-page': { url: 'x', status: [200] } } } } }, true],
    [{ services: { a: { checks: { 'http-page': [{ url: { env: 'X' }, name: 'n' }] } } } }, true],
    [{ services: { a: { checks: { own: { check: 'http-page', url: 'x' } } } } }, true],
    [{ services: { a: { checks: { own: { url: 'x' } } } } }, false],
    [{ services: { a: { checks: { 'http-page': { stats: 1 } } } } }, false],
    [{ services: { a: { checks: { 'sql-login': { password: { file: '/x' } } } } } }, true],
    [{ services: { a: { checks: { 'sql-login': { password: 'plain' } } } } }, false],
    [{ checks: { 'pods-waiting': { grace: '1m', enabled: false, retry: { attempts: 2 } } } }, true],
    [{ checks: { 'pods-waiting': { grace: [] } } }, false],
  ])('judges %j as the program does: %s', async (config, valid) => {
    const validate = await validator();
    expect(validate(config), JSON.stringify(validate.errors)).toBe(valid);
  });
});
