import { describe, expect, it } from 'vitest';
import { KAVMON_ENTRY } from '../support/repository.ts';
import { runKavmon, runProcess } from '../support/run-process.ts';

describe('the command line', () => {
  it('leads its help with examples', async () => {
    const { stdout, stderr, code } = await runKavmon(['--help']);
    expect(stdout).toMatch(/^Examples:\n {2}kavmon /);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  });

  it('says what a flag of check means', async () => {
    const { stdout } = await runKavmon(['check', '--help']);
    for (const flag of ['-g', '-n', '-s', '-w', '-t', '--cronjob', '-l', '--no-metrics', '-c', '--checks', '-o']) {
      expect(stdout).toContain(flag);
    }
    expect(stdout).toContain('Exit codes: 0');
  });

  it.each([
    [['--grup', 'pods'], /unknown option '--grup'.*--group/s],
    [['chekc'], /unknown command "chekc": did you mean "check"\? known: check, triage, status, list/],
    [['pods'], /"pods" is a group of checks: write -g pods/],
    [['-o', 'html=/tmp'], /-o html=\/tmp: it is a folder, name a file in it/],
    [['-g', 'pod'], /unknown group "pod": did you mean "pods"\? known: pods/],
    [['-n', 'http-endpont'], /unknown name "http-endpont": did you mean "http-endpoint"/],
    [['-s', 'payments'], /unknown service "payments": no configuration was found \(.*\); known: cluster/],
    [['-t', 'soon'], /-t, --timeout.*soon/],
    [['-o', 'jsn'], /unknown output format "jsn": did you mean "json"/],
    [['-o', 'json', '-o', 'tap'], /both go to standard output/],
    [['-o', 'json=/nowhere/report.json'], /-o json=\/nowhere\/report\.json: \/nowhere does not exist/],
    [['-l', 'loud'], /debug, info, warning, error, critical/],
    [['--shard', '4/3'], /I\/N/],
    [['--selector', 'a b c'], /--selector.*"a b c" is no label selector/],
    [['--selector', ' '], /--selector.*Empty, it would choose everything/],
    [['--release', 'Shop_1'], /--release.*Small letters/],
    [['--telemetry-timeout', '0'], /More than 0/],
    [['-w', '-1'], /whole number/],
    [['-c', '/nowhere/kavmon.yaml'], /\/nowhere\/kavmon\.yaml/],
    [['--checks', '/nowhere'], /--checks \/nowhere/],
    [['explain', 'crash-lops'], /unknown check or reason "crash-lops": did you mean "crash-loops"/],
    [['completion', 'tcsh'], /bash, zsh, fish/],
    [['config'], /config needs one of: validate, view, schema/],
    [['explain'], /missing required argument 'check'; usage: kavmon explain \[options\] <check>/],
    [['config', 'vew'], /unknown command "config vew": did you mean "view"\? known: validate, view, schema/],
    [['snapshot'], /snapshot needs one of: save/],
  ])('refuses %j with exit code 2 and a way out', async (args, words) => {
    const { stdout, stderr, code } = await runKavmon(args);
    expect(stderr).toMatch(words);
    expect(stderr).toMatch(/^kavmon: /);
    expect(stderr).not.toContain('    at ');
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
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
    expect((await runKavmon(['--version'])).stdout).toBe((await runKavmon(['version'])).stdout);
    expect((await runKavmon(['version'])).stdout).toMatch(/^kavmon \d+\.\d+\.\d+ \(Node\.js /);
    expect(JSON.parse((await runKavmon(['version', '-o', 'json'])).stdout)).toMatchObject({
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
