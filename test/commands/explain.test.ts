import { describe, expect, it } from 'vitest';
import { explainCheck } from '../../src/commands/explain.ts';
import { printVersion } from '../../src/commands/version.ts';
import { kavmonVersion as ownVersion } from '../../src/process/version.ts';
import { catalogue } from '../fixtures/checks.ts';
import { captureOutput } from './capture-output.ts';

const runExplain = (check: string, output: 'text' | 'json' = 'text') =>
  captureOutput((io) => explainCheck({ check, catalogue, output }, io));

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

PARAMETER  TYPE                                  DEFAULT   MEANING
url        text or { env } or { file }           required  What is asked for
status     whole number or list of whole number  200       Expected status, one or several
headers    mapping                               {}        Request headers
method     GET or HEAD or POST                   GET       Request method
warnAfter  duration                              -         Slower than this is a warning
`);
  });

  it('tells what is off by default, and the rights that a view needs', async () => {
    const { stdout } = await runExplain('pods-bare');
    expect(stdout).toContain('Enabled   no; -g or -n runs it');
    expect(stdout).toContain('Rights    list pods');
    expect(stdout).toContain('grace      duration  5m       How long it may take');
  });

  it('offers no plain text for a secret', async () => {
    const { stdout } = await runExplain('sql-login', 'json');
    const document = JSON.parse(stdout) as { parameters: { name: string; type: string }[]; timeout: string };
    expect(document.parameters.find(({ name }) => name === 'password')?.type).toBe('{ env } or { file }');
    expect(document).toMatchObject({ name: 'sql-login', timeout: '5s', needs: ['postgres'], rights: [], module: null });
  });

  it('refuses an unknown check with the nearest', async () => {
    await expect(runExplain('http-pge')).rejects.toThrow(
      'unknown check "http-pge": did you mean "http-page"? known: http-page,',
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
