import { execFile } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Argument, Command, Option } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { printCompletion, printCompletionValues, type ShellName } from '../../src/commands/completion.ts';
import { catalogue } from '../fixtures/checks.ts';
import { type Folder, temporaryFolder } from '../support/folder.ts';
import { needing } from '../support/requirement.ts';
import { printed } from './printed.ts';

/** A command line with one of everything that completion knows. */
const program = (): Command => {
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

let folder: Folder;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  folder = await temporaryFolder('completion');
  const values =
    'case "$2" in group) echo pods; echo nodes ;; name) echo http-page; echo http-other ;; service) echo api ;; esac';
  await writeFile(join(folder.path, 'kavmon'), `#!/bin/sh\n${values}\n`);
  await chmod(join(folder.path, 'kavmon'), 0o755);
  await writeFile(join(folder.path, 'prod.yaml'), '{}');
  env = { ...process.env, PATH: `${folder.path}${delimiter}${process.env.PATH}` };
});
afterAll(() => folder.remove());

const script = async (shell: ShellName) => (await printed((io) => printCompletion(shell, program(), io))).stdout;

/** What bash offers for the words; the last one is where the cursor is. */
const offered = async (...words: readonly string[]): Promise<readonly string[]> => {
  const driver = `${await script('bash')}
COMP_WORDS=(kavmon "$@"); COMP_CWORD=$#; _kavmon; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const run = promisify(execFile)('bash', ['-u', '-c', driver, 'bash', ...words], { env, cwd: folder.path });
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
    expect(await offered(...words)).toEqual(expected);
  });

  it('offers every command at the start', async () => {
    expect(await offered('')).toEqual(['check', 'explain', 'completion', 'config']);
  });
});

describe('the real command line', () => {
  it('completes itself', async () => {
    const real = await temporaryFolder('completion-real');
    try {
      const entry = fileURLToPath(new URL('../../src/kavmon.cjs', import.meta.url));
      await writeFile(join(real.path, 'kavmon'), `#!/bin/sh\nexec '${process.execPath}' '${entry}' "$@"\n`);
      await chmod(join(real.path, 'kavmon'), 0o755);
      await writeFile(join(real.path, 'kavmon.yaml'), 'services: { shop: { severity: sev1 } }');
      const driver = `source <(kavmon completion bash)
for words in "-g pod" "-s sh" "config v" "--log-f"; do
  COMP_WORDS=(kavmon $words); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _kavmon; echo "\${COMPREPLY[*]}"
done`;
      const path = `${real.path}${delimiter}${process.env.PATH}`;
      const { stdout } = await promisify(execFile)('bash', ['-u', '-c', driver], {
        env: { PATH: path, HOME: real.path },
        cwd: real.path,
      });
      expect(stdout).toBe('pods\nshop\nvalidate view\n--log-format\n');
    } finally {
      await real.remove();
    }
  });
});

describe.each([
  ['zsh', '_kavmon'],
  ['fish', 'complete -c kavmon'],
] as const)('completion in %s', (shell, telling) => {
  it('names every command and flag', async () => {
    const text = await script(shell);
    for (const word of [telling, 'explain', 'validate', 'log-level', 'debug info', 'kavmon complete service']) {
      expect(text.replace('complete $1', 'complete service')).toContain(word);
    }
  });
});

const describeShells = await needing('zsh', 'fish');

describeShells('the scripts of zsh and fish', () => {
  it.each(['zsh', 'fish'] as const)('are accepted by %s', async (shell) => {
    const path = join(folder.path, `script.${shell}`);
    await writeFile(path, await script(shell));
    await promisify(execFile)(shell, ['-n', path]);
  });
});

describe('kavmon complete', () => {
  const values = async (kind: 'group' | 'name' | 'service', config: readonly string[] = []) =>
    (await printed((io) => printCompletionValues(kind, { config, catalogue, cwd: folder.path }, io))).stdout.split(
      '\n',
    );

  it('are those that filters take', async () => {
    await writeFile(
      join(folder.path, 'a.yaml'),
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
