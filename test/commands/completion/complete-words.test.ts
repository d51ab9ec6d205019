import { Argument, Command, Option } from 'commander';
import { describe, expect, it } from 'vitest';
import { commandModels } from '../../../src/commands/completion/command-models.ts';
import { completeWords, type LookUpValues } from '../../../src/commands/completion/complete-words.ts';

/** A command line with one of each kind of word that can be completed. */
const sampleProgram = (): Command => {
  const root = new Command('kavmon').helpCommand(false);
  root
    .command('check', { isDefault: true })
    .description('run checks')
    .option('-g, --group <group,..>', 'groups')
    .option('-n, --name <name,..>', 'names')
    .option('-c, --config <file>', 'file')
    .option('--checks <dir>', 'folder')
    .option('--context <name>', 'context')
    .option('--namespace <ns>', 'namespace')
    .option('--shard <i/n>', 'share')
    .option('--cronjob', 'switch')
    .addOption(new Option('-l, --log-level <level>', 'level').choices(['debug', 'info']));
  root.command('drill').option('--faults <fault,..>', 'faults');
  root.command('complete', { hidden: true });
  root.command('explain').argument('<check>');
  root.command('completion').addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']));
  const config = root.command('config').helpCommand(false);
  config.command('view').option('-c, --config <file>', 'file');
  config.command('validate');
  return root;
};

const models = commandModels(sampleProgram());

const VALUES: Awaited<ReturnType<LookUpValues>> = [
  'pods',
  'nodes',
  'arn:aws:eks:eu/prod',
  'two words',
  '$(reboot)',
  '--kubeconfig=x',
  '~root',
  '=ls',
  '',
];

const complete = (words: readonly string[], lookUp: LookUpValues = async () => VALUES) =>
  completeWords(models, words, lookUp);

describe('what may stand at the cursor', () => {
  it.each([
    [['ex'], ['explain']],
    [[''], ['check', 'drill', 'explain', 'completion', 'config']],
    [['--cr'], ['--cronjob']],
    [['drill', '--faults', 'bad-'], ['bad-image']],
    [['drill', '--faults', 'bad-image,crash'], ['bad-image,crash-loop']],
    [['drill', '--faults=bad-image,bad'], []],
    [['check', '--lo'], ['--log-level']],
    [
      ['-l', ''],
      ['debug', 'info'],
    ],
    [['--log-level', 'd'], ['debug']],
    [['--log-level=d'], ['--log-level=debug']],
    [['-g', 'p'], ['pods']],
    [
      ['check', '--group', 'pods,'],
      ['pods,nodes', 'pods,arn:aws:eks:eu/prod'],
    ],
    [['--cronjob', '--namespace', 'n'], ['nodes']],
    [['--context', 'arn:'], ['arn:aws:eks:eu/prod']],
    [['--context=arn'], ['--context=arn:aws:eks:eu/prod']],
    [
      ['config', ''],
      ['view', 'validate'],
    ],
    [
      ['config', 'view', '--'],
      ['--config', '--help'],
    ],
    [['explain', 'n'], ['nodes']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['-l', 'config', 'che'], ['check']],
    [['--shard', ''], []],
    [['zzz'], []],
  ])('is, behind %j: %j', async (words, expected) => {
    const { candidates, paths } = await complete(words);
    expect(candidates.map(({ value }) => value)).toEqual(expected);
    expect(paths).toBe('none');
  });

  it.each([
    [['-c', 'pr'], 'files'],
    [['--config=pr'], 'files'],
    [['--checks', ''], 'folders'],
  ])('is a path behind %j', async (words, paths) => {
    expect(await complete(words)).toEqual({ candidates: [], paths });
  });

  it('has the descriptions of commands and flags', async () => {
    expect((await complete(['che'])).candidates).toEqual([{ value: 'check', description: 'run checks' }]);
    expect((await complete(['--cr'])).candidates).toEqual([{ value: '--cronjob', description: 'switch' }]);
  });

  it('is nothing that a shell would run', async () => {
    const { candidates } = await complete(['--context', '']);
    expect(candidates.map(({ value }) => value)).toEqual(['pods', 'nodes', 'arn:aws:eks:eu/prod']);
  });

  it('is looked up with the flags before it', async () => {
    const asked: unknown[] = [];
    await complete(['-c', 'a.yaml', '--context=prod', '--config', 'b.yaml', '--namespace', ''], async (kind, given) => {
      asked.push(kind, Object.fromEntries(given));
      return [];
    });
    expect(asked).toEqual(['namespace', { '--config': ['a.yaml', 'b.yaml'], '--context': ['prod'] }]);
  });
});
