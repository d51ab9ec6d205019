import { describe, expect, it } from 'vitest';
import { callKavmon } from '../commands/call-kavmon.ts';
import { KAVMON_ENTRY } from '../support/repository.ts';
import { runKavmon, runProcess } from '../support/run-process.ts';

describe('the command line', () => {
  it('leads its help with examples', async () => {
    const { stdout, stderr, code } = await runKavmon(['--help']);
    expect(stdout).toMatch(/^Examples:\n {2}kavmon /);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  });

  it('refuses a snapshot that is not there, when it comes to read it', async () => {
    const { stdout, stderr, code } = await runKavmon(['--snapshot', '/nowhere', '-o', 'json']);
    expect(stderr).toMatch(/^kavmon: .*there is no snapshot \/nowhere/m);
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
  });

  it('stays 2 under --cronjob when the command line is wrong', async () => {
    expect((await runKavmon(['--cronjob', '-g', 'pod'])).code).toBe(2);
    expect((await runKavmon(['--cronjob', '--what'])).code).toBe(2);
  });

  it('prints the table for -o -, as wide as COLUMNS says', async () => {
    const saved = ['-n', 'crash-loops', '--snapshot', 'examples/cluster.json.gz', '-A', '-o', '-'];
    const { stdout, code } = await runKavmon(saved, { env: { COLUMNS: '60' } });
    expect(code).toBe(1);
    expect(stdout).toContain('cluster/crash-loops');
    expect(
      Math.max(
        ...stdout
          .split('\n')
          .filter((line) => !/[$]|https?:|log:|^ {8,}/.test(line))
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(60);
  });

  it('reads a snapshot from standard input', async () => {
    const saved = JSON.stringify({
      kind: 'PodList',
      apiVersion: 'v1',
      items: [
        {
          metadata: { name: 'a', namespace: 'shop', creationTimestamp: '2026-11-21T10:00:00Z' },
          spec: { containers: [] },
          status: {},
        },
      ],
    });
    const { code, stdout } = await runProcess(
      'sh',
      ['-c', 'printf %s "$0" | "$1" "$2" -n crash-loops --snapshot - -o json', saved, process.execPath, KAVMON_ENTRY],
      {},
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout).results[0]).toMatchObject({ status: 'ok', looked: { pods: 1 } });
  });

  it('takes the level of the log in any case, and logs its number', async () => {
    const read = async (level: string) =>
      (await runKavmon(['-n', 'pods-failed', '--snapshot', 'examples/cluster.json.gz', '-l', level])).stdout;
    expect((await read('INFO')).split('\n')[0]).toContain(
      '"log_level":"info","no_metrics":false,"provided_log_level":20',
    );
    expect(Object.keys(JSON.parse(await read('WARNING')))).toEqual(['pods']);
  });

  it('prints versions for people and programs', async () => {
    const { stdout } = await runKavmon(['version']);
    expect(stdout).toMatch(/^kavmon \d+\.\d+\.\d+ \(Node\.js /);
    expect((await callKavmon(['--version'])).stdout).toBe(stdout);
    expect(JSON.parse((await callKavmon(['version', '-o', 'json'])).stdout)).toMatchObject({
      version: expect.any(String),
    });
  });
});

describe('a Node that is too old', () => {
  it('is told from what is needed, in one line, with exit code 2', async () => {
    const preload = `data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.20.2'})`;
    const { stdout, stderr, code } = await runProcess(process.execPath, ['--import', preload, KAVMON_ENTRY, 'version']);
    expect(stderr).toMatch(/^kavmon needs Node\.js 22\.19 or newer, this is 20\.20\.2 \(.+\)\n$/);
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
  });
});
