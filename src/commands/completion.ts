import type { Command } from 'commander';
import type { CommandIo } from './command-line/io.ts';
import { bashScript } from './completion/bash.ts';
import { commandModels } from './completion/command-models.ts';
import { type Completion, completeWords } from './completion/complete-words.ts';
import { fishScript } from './completion/fish.ts';
import { valueLookUp } from './completion/look-up.ts';
import { zshScript } from './completion/zsh.ts';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;
export type ShellName = keyof typeof SCRIPTS;

/** Prints the script that completes kavmon's command line in a shell. Returns the exit code. */
export const printCompletion = (shell: ShellName, io: CommandIo): number => {
  io.stdout(SCRIPTS[shell]);
  return 0;
};

/**
 * The last line of an answer, as programs of cobra end theirs: a sum of bits, of which kavmon uses three
 * (https://pkg.go.dev/github.com/spf13/cobra#ShellCompDirective).
 */
const DIRECTIVES: Readonly<Record<Completion['paths'], number>> = { files: 0, none: 4, folders: 16 };

/** Something follows without a blank: `pod/` and its name. */
const NO_SPACE = 2;

/**
 * Prints what may stand in the place of the last word, for the scripts of the shells and for kubectl: a candidate and its
 * description in a line, then `:` and what else may stand there. Returns the exit code.
 */
export const printCandidates = async (words: readonly string[], program: Command, io: CommandIo): Promise<number> => {
  const { candidates, paths } = await completeWords(commandModels(program), words, valueLookUp(io));
  const lines = candidates.map(({ value, description }) =>
    description === undefined ? value : `${value}\t${description}`,
  );
  const isOpen = candidates.length > 0 && candidates.every(({ value }) => value.endsWith('/'));
  io.stdout([...lines, `:${DIRECTIVES[paths] + (isOpen ? NO_SPACE : 0)}`].map((line) => `${line}\n`).join(''));
  return 0;
};
