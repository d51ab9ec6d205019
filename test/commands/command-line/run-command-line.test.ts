import { describe, expect, it } from 'vitest';
import { callKavmon } from '../call-kavmon.ts';

describe('runCommandLine', () => {
  it('says what a flag of check means', async () => {
    const { stdout } = await callKavmon(['check', '--help']);
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
    const { stdout, stderr, code } = await callKavmon(args);
    expect(stderr).toMatch(words);
    expect(stderr).toMatch(/^kavmon: /);
    expect(stderr).not.toContain('    at ');
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
  });
});
