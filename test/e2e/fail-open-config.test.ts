import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callKavmon } from '../commands/call-kavmon.ts';
import { runKavmon } from '../support/run-process.ts';
import { configureServices, runForReport } from './run-for-report.ts';
import { type RunTargets, startRunTargets } from './run-targets.ts';

// Ways in which a monitor's configuration made it report health without a check; each number is a row of the catalogue of them.

let configTargets: RunTargets;
beforeAll(async () => {
  configTargets = await startRunTargets('fail-open-config');
});
afterAll(() => configTargets.stop());

const okParams = () => ({ url: `${configTargets.web.url}/ok` });
const refusedParams = () => ({ host: '127.0.0.1', port: configTargets.refused });
const configureShop = (checks: object) => configureServices(configTargets.folder, { shop: { checks } });

describe('4: an empty list of expectations asserts nothing and is refused', () => {
  it.each([
    ['http-endpoint', { ...{ url: 'http://x/' }, contains: [] }, /contains/],
    ['http-endpoint', { url: 'http://x/', jsonPath: [] }, /jsonPath/],
    ['http-endpoint', { url: 'http://x/', jsonPath: [{ path: '$.status' }] }, /nothing is compared/],
    ['http-endpoint', { url: 'http://x/', status: '' }, /status/],
    ['service-info', { url: 'http://x/' }, /nothing is compared/],
    ['dns-resolution', { host: 'x', equals: [] }, /equals/],
    ['exec-command', { argv: [] }, /argv/],
    ['postgres-connection', { host: 'x', queries: [{ name: 'n', sql: 'select 1' }] }, /nothing is compared/],
    ['http-endpoint', [], /http-endpoint/],
  ])('%s %j', async (check, params, words) => {
    const { stdout, stderr, code } = await callKavmon(await configureShop({ [check]: params }));
    expect(stderr).toMatch(words);
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
  });
});

describe('5: a duplicate key does not overwrite a check', () => {
  it('in YAML, with file and line of the second one', async () => {
    const text = `services:
  shop:
    checks:
      tcp-connection: { host: 127.0.0.1, port: ${configTargets.refused} }
      tcp-connection: { host: 127.0.0.1, port: 443, mustBeClosed: true }
`;
    const { stdout, stderr, code } = await runKavmon(await configTargets.writeConfig('duplicate.yaml', text));
    expect(stderr).toMatch(/duplicate\.yaml:5:7.*tcp-connection/s);
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
  });

  it('two registrations of one name', async () => {
    const list = [
      { name: 'door', ...refusedParams() },
      { name: 'door', ...refusedParams() },
    ];
    const { stderr, code } = await callKavmon(await configureShop({ 'tcp-connection': list }));
    expect(stderr).toMatch(/door/);
    expect(code).toBe(2);
  });
});

describe('6: an unknown key is refused with the nearest known one', () => {
  it.each([
    ['of a parameter', { 'http-endpoint': { url: 'http://x/', statsu: 500 } }, /statsu.*status/s],
    ['of an expectation', { 'http-endpoint': { url: 'http://x/', jsonPath: [{ path: '$.a', eqals: 1 }] } }, /eqals/],
    ['of a check', { 'http-endpont': { url: 'http://x/' } }, /http-endpont.*http-endpoint/s],
  ])('%s', async (_, checks, words) => {
    const { stderr, code } = await callKavmon(await configureShop(checks));
    expect(stderr).toMatch(words);
    expect(stderr).toMatch(/\.yaml:1:\d+/);
    expect(code).toBe(2);
  });

  it('of the file, and all mistakes at once', async () => {
    const { stderr } = await callKavmon(await configTargets.writeConfig('keys.yaml', 'service: {}\nnamespace: [a]\n'));
    expect(stderr).toMatch(/keys\.yaml:1:1.*service.*services/);
    expect(stderr).toMatch(/keys\.yaml:2:1.*namespace.*namespaces/);
  });
});

describe('10: a configuration that cannot be read, or a secret that is not there', () => {
  it('drops nothing: exit code 2 and no results', async () => {
    const { stdout, stderr, code } = await runKavmon(
      await configTargets.writeConfig('torn.yaml', 'services: { shop: { checks: {'),
    );
    expect(stderr).toMatch(/torn\.yaml:1:\d+/);
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
  });

  it('is an error of the registrations that use the secret, and every selected one is in the report', async () => {
    const lost = [
      { name: 'unset', url: { env: 'NOT_SET_ANYWHERE' } },
      { name: 'empty', ...okParams(), headers: { 'x-key': { env: 'SET_BUT_EMPTY' } } },
      { name: 'no-file', ...okParams(), auth: { bearer: { file: '/nowhere/token' } } },
    ];
    const args = await configureShop({ 'http-endpoint': [...lost, { name: 'well', ...okParams() }] });
    const end = await runForReport(args, { env: { SET_BUT_EMPTY: '' } });
    const config = 'error/config';
    expect(end.outcomes).toEqual({ unset: config, empty: config, 'no-file': config, well: 'ok/-' });
    expect(end.result('unset').message).toContain('NOT_SET_ANYWHERE');
    expect(end.code).toBe(1);
  });
});

describe('11: a filter that selects nothing is a wrong command line', () => {
  it.each([
    [['-g', 'database']],
    [['-n', 'http-endpoint', '-g', 'database']],
    [['-s', 'cluster', '-n', 'http-endpoint']],
  ])('%j', async (filter) => {
    const args = (await configureShop({ 'http-endpoint': okParams() })).slice(0, 2);
    const all = await Promise.all([callKavmon([...args, ...filter]), callKavmon([...args, ...filter, '--cronjob'])]);
    for (const { stdout, stderr, code } of all) {
      expect(stderr).toContain('nothing selected');
      expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
    }
  });

  it('an empty shard is none: another one has the checks', async () => {
    const args = await configureShop({ 'http-endpoint': okParams() });
    const codes = await Promise.all([1, 2, 3].map((n) => runKavmon([...args, '--shard', `${n}/3`])));
    expect(codes.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(codes.filter(({ stdout }) => stdout.includes('Check succeeded.'))).toHaveLength(1);
  });
});
