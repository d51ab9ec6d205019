import type { RegisterVerb } from './command-context.ts';
import { type FormatFlag, withFormats } from './options.ts';

export const registerVersion: RegisterVerb = (program, { io, end }) => {
  const command = program.command('version').description('print the versions that a bug report needs');
  withFormats(command, 'text', 'json').action(async (flags: FormatFlag<'text' | 'json'>) => {
    const { printVersion } = await import('../version.ts');
    end(await printVersion(flags, io));
  });
};
