import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { checks } from '../../checks/index.ts';
import { explainSubject } from '../../src/commands/explain.ts';
import { printVersion } from '../../src/commands/version.ts';
import { kavmonVersion as ownVersion } from '../../src/process/version.ts';
import { catalogue } from '../fixtures/checks.ts';
import { folderForSuite } from '../support/for-test.ts';
import { captureOutput } from './capture-output.ts';

const explainFolder = folderForSuite('explain');
beforeAll(() =>
  writeFile(
    join(explainFolder.path, 'kavmon.yaml'),
    'services: { shop: { checks: { front: { check: http-page, url: "http://h/" } } } }',
  ),
);

const runExplain = (subject: string, { output = 'text' as 'text' | 'json', columns = 0, checks = catalogue } = {}) =>
  captureOutput(
    (io) => explainSubject({ subject, catalogue: checks, config: [], cwd: explainFolder.path, output }, io),
    columns === 0 ? {} : { columns },
  );

describe('kavmon explain', () => {
  it('tells all of a check', async () => {
    const { code, stdout } = await runExplain('http-page');
    expect(code).toBe(0);
    expect(stdout).toBe(`http-page: The page answers

Why       A page that does not answer serves nobody.
Remedy    Look at the logs of the service.
Group     endpoint
Severity  sev2
Timeout   10s
Enabled   yes
Needs     http
Wants     nothing
Rights    none

Example, in the configuration:
  services:
    payments-api:
      checks:
        http-page:
          severity: sev2
          url: <text or { env } or { file }>
          status: 200
          method: GET

Parameters:
  url (text or { env } or { file }, required)
      What is asked for
  status (whole number or list of whole number, default 200)
      Expected status, one or several
  headers (mapping, default {})
      Request headers
  method (GET or HEAD or POST, default GET)
      Request method
  warnAfter (duration)
      Slower than this is a warning
`);
  });

  it('tells what is off by default, and the rights that a view needs', async () => {
    const { stdout } = await runExplain('pods-bare');
    expect(stdout).toContain('Enabled   no; -g or -n runs it');
    expect(stdout).toContain('Rights    list pods');
    expect(stdout).toContain('  grace (duration, default 5m)\n      How long it may take\n');
  });

  it('offers no plain text for a secret', async () => {
    const { stdout } = await runExplain('sql-login', { output: 'json' });
    const document = JSON.parse(stdout) as { parameters: { name: string; type: string }[]; timeout: string };
    expect(document.parameters.find(({ name }) => name === 'password')?.type).toBe('{ env } or { file }');
    expect(document).toMatchObject({ name: 'sql-login', timeout: '5s', needs: ['postgres'], rights: [], module: null });
  });

  it('takes the check behind its group, behind cluster, and a registration of the configuration', async () => {
    for (const subject of ['pods/pods-waiting', 'cluster/pods-waiting'])
      expect((await runExplain(subject)).stdout).toMatch(/^pods-waiting: /);
    for (const subject of ['shop/front', 'front']) expect((await runExplain(subject)).stdout).toMatch(/^http-page: /);
    await expect(runExplain('nowhere/pods-waiting')).rejects.toThrow('did you mean "pods-waiting"?');
  });

  it('tells what a reason means and which checks report it', async () => {
    const { code, stdout } = await runExplain('crash_loop', { checks });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^crash_loop \(a reason\): a container starts and ends again and again\n/);
    expect(stdout).toContain('  crash-loops: Containers stay up\n');
    const json = JSON.parse((await runExplain('dns', { output: 'json' })).stdout);
    expect(json.checks.map(({ name }: { name: string }) => name)).toEqual(['http-page', 'sql-login']);
  });

  it('keeps within 80 columns, nested parameters included', async () => {
    for (const { name } of checks) {
      const { stdout } = await runExplain(name, { columns: 80, checks });
      const wide = stdout.split('\n').filter((line) => line.length > 80);
      expect(
        wide.filter((line) => !/: https?:/.test(line)),
        name,
      ).toEqual([]);
    }
    const { stdout } = await runExplain('http-endpoint', { columns: 80, checks });
    expect(stdout).toContain('  jsonPath (list of mappings)\n');
    expect(stdout).toContain('\n      path (text, required)\n');
  });

  it('leaves a reason of an own check to the check that reports it', async () => {
    await expect(runExplain('acme/queue_stuck')).rejects.toThrow(
      '"acme/queue_stuck" is no registration; a reason of an own check is explained by the check that reports it',
    );
  });

  it('refuses an unknown check with the nearest', async () => {
    await expect(runExplain('http-pge')).rejects.toThrow(
      'unknown check or reason "http-pge": did you mean "http-page"?',
    );
  });
});

describe('kavmon version', () => {
  it('tells the versions that matter', async () => {
    const text = await captureOutput((io) => printVersion({ output: 'text' }, io));
    expect(text.stdout).toMatch(/^kavmon \d+\.\d+\.\d+ \(Node\.js \d+\.\d+\.\d+, \w+-\w+\)\n$/);
    const json = await captureOutput((io) => printVersion({ output: 'json' }, io));
    expect(JSON.parse(json.stdout)).toEqual({
      version: ownVersion,
      node: process.versions.node,
      platform: `${process.platform}-${process.arch}`,
    });
  });
});
