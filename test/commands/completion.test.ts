import { chmod, symlink, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createProgram } from '../../src/commands/command-line/program.ts';
import { printCandidates, printCompletion, type ShellName } from '../../src/commands/completion.ts';
import { unpackHelm4 } from '../chart/helm.ts';
import { describeWithPackages } from '../support/describe-unless.ts';
import { execFileAsync } from '../support/exec-file.ts';
import { folderForSuite } from '../support/for-test.ts';
import { EXAMPLE_SNAPSHOT, KAVMON_ENTRY } from '../support/repository.ts';
import { captureOutput } from './capture-output.ts';

const suiteFolder = folderForSuite('completion');

const writeProgram = async (name: string, text: string): Promise<void> => {
  await writeFile(join(suiteFolder.path, name), `#!/bin/sh\n${text}\n`);
  await chmod(join(suiteFolder.path, name), 0o755);
};

/** Answers as `kavmon complete` does, by the last word. */
const ANSWERS = `shift 2
for last in "$@"; do :; done
case "$last" in
  ch) printf 'check\\trun checks\\n:4\\n' ;;
  *arn:a) printf '%s:4\\n' "--context=arn:aws:eks:eu/prod
--context=arn:aws:eks:us/prod
" ;;
  pr) printf ':0\\n' ;;
  fo) printf ':16\\n' ;;
  end) printf '%s\\n:4\\n' "$#" ;;
esac`;

beforeAll(async () => {
  await writeProgram('kavmon', ANSWERS);
  await writeFile(join(suiteFolder.path, 'prod.yaml'), '{}');
  await execFileAsync('mkdir', [join(suiteFolder.path, 'folder')]);
});

const runShell = async (shell: ShellName, args: readonly string[]): Promise<string> => {
  const PATH = `${suiteFolder.path}${delimiter}${process.env.PATH}`;
  const env = { PATH, HOME: suiteFolder.path, LANG: 'C.UTF-8' };
  return (await execFileAsync(shell, args, { env, cwd: suiteFolder.path })).stdout;
};

const completionScript = async (shell: ShellName): Promise<string> =>
  (await captureOutput(async (io) => printCompletion(shell, io))).stdout;

/** The completions of bash for this line, whose words it has split as bash does. */
const completeInBash = async (line: string, ...words: readonly string[]): Promise<readonly string[]> => {
  const driver = `${await completionScript('bash')}
COMP_LINE="$1"; COMP_POINT=\${#1}; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _kavmon
printf '%s\\n' "\${COMPREPLY[@]}"`;
  return (await runShell('bash', ['-u', '-c', driver, 'bash', line, ...words])).split('\n').filter(Boolean);
};

describe('completion in bash', () => {
  it('offers what kavmon answers, without descriptions', async () => {
    expect(await completeInBash('kavmon ch', 'kavmon', 'ch')).toEqual(['check']);
  });

  it('puts words together that bash has split, and completes their last part', async () => {
    const words = ['kavmon', '--context', '=', 'arn', ':', 'a'];
    expect(await completeInBash('kavmon --context=arn:a', ...words)).toEqual(['aws:eks:eu/prod', 'aws:eks:us/prod']);
    expect(await completeInBash('kavmon a:b  end', 'kavmon', 'a', ':', 'b', 'end')).toEqual(['2']);
    expect(await completeInBash('kavmon a  end', 'kavmon', 'a', 'end')).toEqual(['2']);
  });

  it('offers files and folders where they belong', async () => {
    expect(await completeInBash('kavmon -c pr', 'kavmon', '-c', 'pr')).toEqual(['prod.yaml']);
    expect(await completeInBash('kavmon --checks fo', 'kavmon', '--checks', 'fo')).toEqual(['folder']);
  });

  it('offers nothing where nothing fits', async () => {
    expect(await completeInBash('kavmon zzz', 'kavmon', 'zzz')).toEqual([]);
  });
});

const describeShells = await describeWithPackages('zsh', 'fish');

describeShells('completion in other shells', () => {
  it('offers in fish what kavmon answers, with descriptions, files and folders', async () => {
    const complete = async (line: string) => {
      const script = `${await completionScript('fish')}complete -C ${JSON.stringify(line)}`;
      return (await runShell('fish', ['--no-config', '-c', script])).trimEnd().split('\n');
    };
    expect(await complete('kavmon ch')).toEqual(['check\trun checks']);
    expect(await complete('kavmon -c pr')).toEqual(['prod.yaml']);
    expect((await complete('kavmon --checks fo')).join()).toContain('folder/');
  });

  it('offers in zsh what kavmon answers, with descriptions, files and folders', async () => {
    const complete = async (...words: readonly string[]) => {
      const stubs = 'compdef() { :; }; _describe() { print -rl -- "${(@P)@[-1]}"; }; _files() { print -l files "$@"; }';
      const script = `${stubs}\n${await completionScript('zsh')}\nwords=("$@"); CURRENT=$#; _kavmon`;
      return (await runShell('zsh', ['-f', '-c', script, 'zsh', ...words])).trimEnd().split('\n');
    };
    expect(await complete('kavmon', 'ch')).toEqual(['check:run checks']);
    expect((await complete('kavmon', '--context=arn:a'))[0]).toBe('--context=arn\\:aws\\:eks\\:eu/prod');
    expect(await complete('kavmon', '-c', 'pr')).toEqual(['files']);
    expect(await complete('kavmon', '--checks', 'fo')).toEqual(['files', '-/']);
  });
});

describe('the answer to a shell', () => {
  const answer = async (...words: readonly string[]) => {
    const program = createProgram({ name: 'kavmon' } as never);
    return (await captureOutput((io) => printCandidates(words, program, io))).stdout;
  };

  it('ends with what else may stand there, in the bits of cobra', async () => {
    expect(await answer('check', '-o', 'jun')).toBe('junit\n:4\n');
    expect(await answer('-c', '')).toBe(':0\n');
    expect(await answer('--checks', '')).toBe(':16\n');
  });

  it('says that a name follows the kind of a target without a blank', async () => {
    expect(await answer('triage', 'dep')).toBe('deployment/\n:6\n');
  });
});

describe('the plugin of kubectl', () => {
  let kubectl = '';
  let env: Record<string, string>;
  const runKubectl = (...args: readonly string[]) => execFileAsync(kubectl, args, { env, cwd: suiteFolder.path });
  beforeAll(async () => {
    kubectl = (await unpackHelm4()).kubectl;
    for (const name of ['kubectl-kavmon', 'kubectl_complete-kavmon']) {
      const link = join(suiteFolder.path, `${name}.cjs`);
      await symlink(KAVMON_ENTRY, link);
      await writeProgram(name, `exec '${process.execPath}' '${link}' "$@"`);
    }
    const kubeconfig = join(suiteFolder.path, 'kubeconfig');
    await writeFile(kubeconfig, 'contexts: [{ name: prod, context: {} }]');
    const PATH = [suiteFolder.path, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter);
    env = { PATH, HOME: suiteFolder.path, KUBECONFIG: kubeconfig };
  });

  it('is found by kubectl, and called by that name in its help', async () => {
    const { stdout } = await runKubectl('kavmon', 'check', '--help');
    expect(stdout).toContain('Usage: kubectl kavmon check [options]');
    expect(stdout).toContain('  kubectl kavmon check -g pods,workloads ');
  });

  it('takes the flags of a cluster that users of kubectl expect', async () => {
    const refused = await runKubectl('kavmon', '--context', 'stage', '--namespace', 'shop', '-g', 'pods').catch(
      (error) => error,
    );
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('the kubeconfig has no context "stage"; it has: prod');
  });

  it('completes contexts, and namespaces of a snapshot', async () => {
    const contexts = await runKubectl('__complete', 'kavmon', 'check', '-A', '--context', '');
    expect(contexts.stdout).toBe('prod\n:4\n');
    const namespaces = await runKubectl('__complete', 'kavmon', '--snapshot', EXAMPLE_SNAPSHOT, '--namespace', 'tar');
    expect(namespaces.stdout).toBe('tariff\n:4\n');
  });
});
