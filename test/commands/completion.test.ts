import { chmod, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { Argument, Command, Option } from 'commander';
import { beforeAll, describe, expect, it } from 'vitest';
import { printCompletion, printCompletionValues, type ShellName } from '../../src/commands/completion.ts';
import { catalogue } from '../fixtures/checks.ts';
import { describeWithPackages } from '../support/describe-unless.ts';
import { execFileAsync } from '../support/exec-file.ts';
import { folderForSuite, folderForTest } from '../support/for-test.ts';
import { KAVMON_ENTRY } from '../support/repository.ts';
import { captureOutput } from './capture-output.ts';

/** A command line with one of each kind of word that can be completed. */
const sampleProgram = (): Command => {
  const root = new Command('kavmon').helpCommand(false);
  root
    .command('check', { isDefault: true })
    .description("it's [the] default: checks")
    .option('-g, --group <group,..>', 'groups')
    .option('-n, --name <name,..>', 'names')
    .option('-s, --service <service,..>', 'services')
    .option('-c, --config <file>', 'file')
    .option('--checks <dir>', 'folder')
    .option('--cronjob', 'switch')
    .addOption(new Option('-l, --log-level <level>', 'level').choices(['debug', 'info']));
  root.command('complete', { hidden: true });
  root.command('explain').argument('<check>');
  root.command('completion').addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']));
  const config = root.command('config').helpCommand(false);
  config.command('view').option('-c, --config <file>', 'file');
  config.command('validate');
  return root;
};

const completionFolder = folderForSuite('completion');
let shellEnvironment: NodeJS.ProcessEnv;
beforeAll(async () => {
  const values =
    'case "$2" in group) echo pods; echo nodes ;; name) echo http-page; echo http-other ;; service) echo api ;; esac';
  await writeFile(join(completionFolder.path, 'kavmon'), `#!/bin/sh\n${values}\n`);
  await chmod(join(completionFolder.path, 'kavmon'), 0o755);
  await writeFile(join(completionFolder.path, 'prod.yaml'), '{}');
  shellEnvironment = { ...process.env, PATH: `${completionFolder.path}${delimiter}${process.env.PATH}` };
});

const completionScript = async (shell: ShellName) =>
  (await captureOutput((io) => printCompletion(shell, sampleProgram(), io))).stdout;

/** The completions of bash for these words; the cursor is in the last one. */
const completeWords = async (...words: readonly string[]): Promise<readonly string[]> => {
  const driver = `${await completionScript('bash')}
COMP_WORDS=(kavmon "$@"); COMP_CWORD=$#; _kavmon; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const run = execFileAsync('bash', ['-u', '-c', driver, 'bash', ...words], {
    env: shellEnvironment,
    cwd: completionFolder.path,
  });
  return (await run).stdout.split('\n').filter((line) => line !== '');
};

describe('completion in bash', () => {
  it.each([
    [['ex'], ['explain']],
    [['--cr'], ['--cronjob']],
    [['check', '--lo'], ['--log-level']],
    [
      ['-l', ''],
      ['debug', 'info'],
    ],
    [['--log-level', 'd'], ['debug']],
    [['-g', 'p'], ['pods']],
    [['check', '--group', 'pods,n'], ['pods,nodes']],
    [
      ['-n', 'http'],
      ['http-page', 'http-other'],
    ],
    [['-s', ''], ['api']],
    [['-c', 'pr'], ['prod.yaml']],
    [
      ['config', ''],
      ['view', 'validate'],
    ],
    [
      ['config', 'view', '--'],
      ['--config', '--help'],
    ],
    [['explain', 'http-p'], ['http-page']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['zzz'], []],
  ])('offers for %j: %j', async (words, expected) => {
    expect(await completeWords(...words)).toEqual(expected);
  });

  it('offers every command at the start', async () => {
    expect(await completeWords('')).toEqual(['check', 'explain', 'completion', 'config']);
  });
});

describe('the real command line', () => {
  it('completes itself', async () => {
    const real = await folderForTest('completion-real');
    await writeFile(join(real, 'kavmon'), `#!/bin/sh\nexec '${process.execPath}' '${KAVMON_ENTRY}' "$@"\n`);
    await chmod(join(real, 'kavmon'), 0o755);
    await writeFile(join(real, 'other.yaml'), 'services: { stock: { severity: sev1 } }');
    await writeFile(join(real, 'kavmon.yaml'), 'services: { shop: { severity: sev1 } }');
    const driver = `source <(kavmon completion bash)
for words in "-g pod" "-s sh" "-c other.yaml -s st" "-o jun" "config v" "--log-f"; do
  COMP_WORDS=(kavmon $words); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _kavmon; echo "\${COMPREPLY[*]}"
done`;
    const path = `${real}${delimiter}${process.env.PATH}`;
    const { stdout } = await execFileAsync('bash', ['-u', '-c', driver], {
      env: { PATH: path, HOME: real },
      cwd: real,
    });
    expect(stdout).toBe('pods\nshop\nstock\njunit\nvalidate view\n--log-format\n');
  });
});

describe.each([
  ['zsh', '_kavmon'],
  ['fish', 'complete -c kavmon'],
] as const)('completion in %s', (shell, marker) => {
  it('names every command and flag', async () => {
    const text = await completionScript(shell);
    for (const word of [marker, 'explain', 'validate', 'log-level', 'debug info', 'kavmon complete service']) {
      expect(text.replace('complete $1', 'complete service')).toContain(word);
    }
  });
});

const describeShells = await describeWithPackages('zsh', 'fish');

describeShells('the scripts of zsh and fish', () => {
  it.each(['zsh', 'fish'] as const)('are accepted by %s', async (shell) => {
    const path = join(completionFolder.path, `script.${shell}`);
    await writeFile(path, await completionScript(shell));
    await execFileAsync(shell, ['-n', path]);
  });
});

describe('kavmon complete', () => {
  const values = async (kind: 'group' | 'name' | 'service', config: readonly string[] = []) =>
    (
      await captureOutput((io) => printCompletionValues(kind, { config, catalogue, cwd: completionFolder.path }, io))
    ).stdout.split('\n');

  it('are those that filters take', async () => {
    await writeFile(
      join(completionFolder.path, 'a.yaml'),
      'services: { api: { checks: { front: { check: http-page, url: x } } } }',
    );
    expect(await values('group')).toContain('dependency');
    expect(await values('service', ['a.yaml'])).toEqual(['cluster', 'api', '']);
    expect(await values('name', ['a.yaml'])).toContain('front');
  });

  it('are there also when the configuration is broken', async () => {
    expect(await values('service', ['missing.yaml'])).toEqual(['cluster', '']);
    expect(await values('name', ['missing.yaml'])).toContain('http-page');
  });
});
