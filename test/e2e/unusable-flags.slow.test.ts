import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { folderForSuite } from '../support/for-test.ts';
import { runKavmon } from '../support/run-process.ts';
import { runForReport } from './run-for-report.ts';

const unusableFolder = folderForSuite('not-there');
beforeAll(async () => {
  await Promise.all([
    writeFile(join(unusableFolder.path, 'torn.json'), '{"kind": "List", "items": ['),
    writeFile(join(unusableFolder.path, 'list.yaml'), '- no\n- kubeconfig\n'),
    writeFile(join(unusableFolder.path, 'kubeconfig.yaml'), 'apiVersion: v1\nkind: Config\n'),
  ]);
});

const CLUSTER_ERROR = { 'crash-loops': 'error/config' };
const CONFIGURATION_ERROR = { configuration: 'error/config' };

describe('what a flag names and cannot be used', () => {
  it.each([
    ['a snapshot that is not there', '--snapshot', 'nowhere.json', /there is no snapshot/, CLUSTER_ERROR],
    ['a snapshot that breaks off', '--snapshot', 'torn.json', /torn\.json cannot be read/, CLUSTER_ERROR],
    ['a kubeconfig that is not there', '--kubeconfig', 'nowhere.yaml', /kubeconfig .*nowhere\.yaml/, CLUSTER_ERROR],
    ['a kubeconfig without a context', '--kubeconfig', 'kubeconfig.yaml', /no current context/, CLUSTER_ERROR],
    ['a folder of checks that is not there', '--checks', 'nowhere', /--checks .*nowhere.*ENOENT/, CONFIGURATION_ERROR],
    ['a folder without checks', '--checks', '.', /no \.ts or \.js file/, CONFIGURATION_ERROR],
    ['a configuration that is not there', '-c', 'nowhere.yaml', /nowhere\.yaml/, CONFIGURATION_ERROR],
  ])('%s is exit 2, and under --cronjob 0 with the words in log and report', async (_, flag, name, words, outcomes) => {
    const args = ['-n', 'crash-loops', '--no-metrics', flag, join(unusableFolder.path, name)];
    const [plain, cron] = await Promise.all([runKavmon(args), runForReport([...args, '--cronjob'])]);
    expect(plain.code).toBe(2);
    expect(plain.stderr).toMatch(words);
    expect(cron.code).toBe(0);
    expect(cron.outcomes).toEqual(outcomes);
    expect(cron.report.results[0]?.message).toMatch(words);
    expect(cron.stderr).toMatch(/"levelname":"ERROR"/);
  });

  it('names the nearest value of --fail-on, and wants a report for new problems', async () => {
    const [unknown, alone] = await Promise.all([runKavmon(['--fail-on', 'nwe']), runKavmon(['--fail-on', 'new'])]);
    expect([unknown.code, alone.code]).toEqual([2, 2]);
    expect(unknown.stderr).toContain('did you mean "new"? known: failed, degraded, new');
    expect(alone.stderr).toContain('--fail-on new needs --since REPORT.json');
  });

  it('keeps a context that is not in the kubeconfig from nobody else', async () => {
    const path = join(unusableFolder.path, 'services.json');
    const http = { url: 'http://127.0.0.1:9/', timeout: '2s' };
    await writeFile(path, JSON.stringify({ services: { shop: { checks: { 'http-endpoint': http } } } }));
    const args = [
      '-c',
      path,
      '-g',
      'pods,endpoint',
      '--no-metrics',
      '--kubeconfig',
      join(unusableFolder.path, 'kubeconfig.yaml'),
    ];
    const [plain, cron] = await Promise.all([
      runKavmon([...args, '--context', 'prod']),
      runForReport([...args, '--context', 'prod', '--cronjob']),
    ]);
    expect([plain.code, cron.code]).toEqual([2, 0]);
    expect(cron.result('crash-loops').message).toContain('no context "prod"');
    expect(cron.outcomes['http-endpoint']).toBe('failed/connect_refused');
  });
});
