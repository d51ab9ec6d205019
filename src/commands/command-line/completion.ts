import { Argument } from 'commander';
import type { RegisterVerb } from './command-context.ts';

export const registerCompletion: RegisterVerb = (program, { io, end }) => {
  program
    .command('completion')
    .description("print a script that completes kavmon's command line")
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish']))
    .addHelpText('after', EXAMPLES_HELP)
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

const EXAMPLES_HELP = `
Examples:
  source <(kavmon completion bash)           in ~/.bashrc
  source <(kavmon completion zsh)            in ~/.zshrc, behind compinit
  kavmon completion fish | source            in ~/.config/fish/config.fish
`;
