import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { listChecks } from '../../src/commands/list.ts';
import { catalogue } from '../fixtures/checks.ts';
import { folderForSuite } from '../support/for-test.ts';
import { captureOutput } from './capture-output.ts';

const listFolder = folderForSuite('list');
beforeAll(() =>
  writeFile(
    join(listFolder.path, 'kavmon.yaml'),
    'services: { api: { severity: sev1, checks: { http-page: { url: "http://h/", timeout: 1500ms } } } }',
  ),
);

const runList = (more: object, columns?: number) =>
  captureOutput(
    (io) =>
      listChecks(
        { config: [], group: [], name: [], service: [], output: 'table', catalogue, cwd: listFolder.path, ...more },
        io,
      ),
    columns === undefined ? {} : { columns },
  );

describe('kavmon list', () => {
  it('prints what there is to select from, also what is off', async () => {
    expect(await runList({})).toEqual({
      code: 0,
      stderr: '',
      stdout: `GROUP     NAME          SERVICE  ENABLED  TIMEOUT  SEVERITY  TITLE
pods      pods-waiting  cluster  yes      10s      sev3      All is well with pods
hygiene   pods-bare     cluster  no       10s      sev3      All is well with hygiene
nodes     nodes-well    cluster  yes      10s      sev3      All is well with nodes
endpoint  http-page     api      yes      1.5s     sev1      The page answers

Run once a service of the configuration lists them: sql-login
`,
    });
  });

  it('takes the filters of a run', async () => {
    const { stdout } = await runList({ service: ['api'] });
    expect(stdout.split('\n')[1]).toBe('endpoint  http-page  api      yes      1.5s     sev1      The page answers');
    expect(stdout).not.toContain('pods-waiting');
    await expect(runList({ group: ['pod'] })).rejects.toThrow('did you mean "pods"?');
  });

  it('keeps to the width of a terminal', async () => {
    const { stdout } = await runList({ service: ['cluster'] }, 80);
    const [header = '', first = '', second] = stdout.split('\n');
    expect(Math.max(header.length, first.length)).toBeLessThanOrEqual(80);
    expect(second).toBe('  All is well with pods');
    expect((await runList({ service: ['cluster'] }, 120)).stdout).toContain('sev3      All is well with pods');
  });

  it('prints JSON', async () => {
    const { stdout } = await runList({ service: ['api'], output: 'json' });
    expect(JSON.parse(stdout)).toEqual({
      registrations: [
        {
          id: 'api/http-page',
          group: 'endpoint',
          name: 'http-page',
          check: 'http-page',
          service: 'api',
          enabled: true,
          timeoutMs: 1500,
          severity: 'sev1',
          title: 'The page answers',
        },
      ],
      unused: ['sql-login'],
    });
  });
});
