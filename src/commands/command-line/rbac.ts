import { Argument, Option } from 'commander';
import type { RbacOptions } from '../rbac.ts';

import type { RegisterVerb } from './command-context.ts';
import { type SelectionFlags, withSelection } from './options.ts';

type RbacFlags = SelectionFlags & Pick<RbacOptions, 'roleName' | 'preflight' | 'wait'>;

export const registerRbac: RegisterVerb = (program, { io, end }) => {
  const command = program.command('rbac').description('print the least rights that the selected checks need');
  withSelection(command)
    .addOption(new Option('--role-name <name>', 'name of the roles').default('kavmon'))
    .option('--wait [duration]', 'with the rights that "check --wait" needs')
    .option('--preflight', 'ask the API server which of the rights are missing', false)
    .addArgument(new Argument('[subject]', 'what beside checks needs rights').choices(['drill']))
    .action(async (subject: 'drill' | undefined, flags: RbacFlags) => {
      const { printRoles } = await import('../rbac.ts');
      const { readCommandInput } = await import('../input/catalogue.ts');
      end(
        await printRoles(
          { ...flags, ...(subject === undefined ? {} : { subject }), ...(await readCommandInput(flags, io)) },
          io,
        ),
      );
    });
};
