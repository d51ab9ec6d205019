import { Argument } from 'commander';
import type { RegisterVerb } from './command-context.ts';

export const registerCompletion: RegisterVerb = (program, { io, end }) => {
  program
    .command('completion')
    .description("print a script that completes kavmon's command line")
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish']))
    .action(async (shell: 'bash' | 'zsh' | 'fish') => {
      const { printCompletion } = await import('../completion.ts');
      end(printCompletion(shell, io));
    });
  program
    .command('complete', { hidden: true })
    .addArgument(new Argument('[words...]'))
    .action(async (words: readonly string[]) => {
      const { printCandidates } = await import('../completion.ts');
      end(await printCandidates(words, program, io));
    });
};
