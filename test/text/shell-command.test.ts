import { chmod, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import { createRedactor } from '../../src/redaction/redactor.ts';
import { toOneLine } from '../../src/text/sanitize.ts';
import { shellCommand } from '../../src/text/shell-command.ts';
import { folderForSuite } from '../support/for-test.ts';
import { runProcess } from '../support/run-process.ts';

const suite = folderForSuite('shell-command');

beforeAll(async () => {
  await writeFile(join(suite.path, 'kubectl'), '#!/bin/sh\nfor word in "$@"; do printf "%s\\0" "$word"; done\n');
  await chmod(join(suite.path, 'kubectl'), 0o755);
});

/** The arguments that kubectl gets when a person pastes these lines; what else ran would have left a file. */
const pasteCommands = async (commands: readonly string[]): Promise<readonly string[]> => {
  const cwd = suite.path;
  const env = { PATH: `${suite.path}:/bin:/usr/bin` };
  const { stdout, stderr, code } = await runProcess('sh', ['-c', commands.join('\n')], { cwd, env });
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  expect(await readdir(suite.path)).toEqual(['kubectl']);
  return stdout.split('\0').slice(0, -1);
};

const HOSTILE_NAMES: readonly string[] = [
  'a; touch pwned',
  'a && touch pwned',
  '$(touch pwned)',
  '`touch pwned`',
  "'; touch pwned; '",
  "'$(touch pwned)'",
  '"; touch pwned; "',
  'a\\',
  "a\\' ; touch pwned #",
  'a > pwned',
  '$HOME ~ * ? [a-z] {a,b} !!',
  '# comment',
  '~root',
  ' ',
  '',
  'a b  c',
  '漢字-ünïcödé',
  "token='x'; touch pwned; '",
  'password="x\'; touch pwned; "',
  '--token=$(touch pwned) \\\' "',
];

describe('a command to paste', () => {
  it.each(HOSTILE_NAMES)('hands over a name as one word, whatever it is: %j', async (name) => {
    const command = shellCommand(['kubectl get pod/', ' -c ', ' -o jsonpath={.x}'], name, name);
    expect(await pasteCommands([command])).toEqual(['get', `pod/${name}`, '-c', name, '-o', 'jsonpath={.x}']);
  });

  it('keeps what follows a name with a line feed or an escape sequence in its word and on its line', async () => {
    const command = kubectlCommand('a\nb')`get pod ${'x\ntouch pwned\r\n\u001b[2J\u009b31m\u202e\u2028y'}`;
    expect(command).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u);
    expect(await pasteCommands([command])).toEqual(['-n', 'a?b', 'get', 'pod', 'x?touch pwned???[2J?31m??y']);
  });

  it('has no name that is taken for an option', async () => {
    const name = '--kubeconfig=/tmp/other';
    expect(kubectlCommand('-n')`describe pod ${name} -o yaml`).toBe(`kubectl -n -n describe pod -o yaml -- ${name}`);
    expect(kubectlCommand(undefined)`taint nodes ${'-x'} ${'key'}-`).toBe('kubectl taint nodes -- -x key-');
    expect(kubectlCommand('a')`logs ${'b'} -c ${'--previous'} --tail=5`).toBe(
      'kubectl -n a logs b -c --previous --tail=5',
    );
    expect(kubectlCommand('a')`logs job/${'-x'}`).toBe('kubectl -n a logs job/-x');
  });

  it('stays as people write it where nothing has to be quoted', () => {
    expect(kubectlCommand('shop')`get pods -l ${'app=web,tier=front'} --show-labels`).toBe(
      'kubectl -n shop get pods -l app=web,tier=front --show-labels',
    );
    expect(kubectlCommand(undefined)`get nodes -o wide`).toBe('kubectl get nodes -o wide');
  });

  it('stays whole when secrets are hidden in it and it is put on one line', async () => {
    const alphabet = [
      "'",
      '"',
      '\\',
      ' ',
      'token',
      '=',
      ': ',
      'password=',
      '://a:b@',
      'Bearer ',
      'eyJabcdefgh.abcdefgh',
      '; touch pwned; ',
      '-',
      '--secret ',
    ];
    let seed = 7;
    const pick = () => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return alphabet[Math.floor((seed / 2147483648) * alphabet.length)] ?? '';
    };
    const { json, register } = createRedactor();
    register('hunter2-hunter2');
    const written = Array.from({ length: 3000 }, (_, index) => {
      const [one, other = ''] = [0, 1].map(() => Array.from({ length: 1 + (index % 9) }, pick).join(''));
      return kubectlCommand(`${one}${index % 3 === 0 ? 'hunter2-hunter2' : ''}`)`get pod ${other}`;
    });
    const commands = json({ next: written }).next.map(toOneLine);
    expect(commands.filter((command) => command.startsWith('# left out: ')).length).toBeGreaterThan(1000);
    expect(commands.filter((command) => command.startsWith('kubectl ')).length).toBeGreaterThan(100);
    for (let at = 0; at < commands.length; at += 100) await pasteCommands(commands.slice(at, at + 100));
  });
});
