import type { RegisterVerb } from './command-context.ts';
import { type CatalogueFlags, type FormatFlag, withCatalogue, withFormats } from './options.ts';

export const registerConfig: RegisterVerb = (program, { io, end }) => {
  const config = program.command('config').description('look at the configuration').helpCommand(false);
  const validate = config.command('validate').description('read it and name everything that is wrong');
  withCatalogue(validate).action(async (flags: CatalogueFlags) => {
    const { validateConfig } = await import('../config.ts');
    const { readCommandInput } = await import('../input/catalogue.ts');
    end(await validateConfig({ ...flags, ...(await readCommandInput(flags, io)) }, io));
  });
  const view = config.command('view').description('print every value and where it comes from, secrets masked');
  withFormats(withCatalogue(view), 'table', 'json').action(
    async (flags: CatalogueFlags & FormatFlag<'table' | 'json'>) => {
      const { viewConfig } = await import('../config.ts');
      const { readCommandInput } = await import('../input/catalogue.ts');
      end(await viewConfig({ ...flags, ...(await readCommandInput(flags, io)) }, io));
    },
  );
  const schema = config.command('schema').description('print its JSON Schema, for editors');
  withCatalogue(schema).action(async (flags: CatalogueFlags) => {
    const { printConfigSchema } = await import('../config.ts');
    const { readCommandInput } = await import('../input/catalogue.ts');
    end(await printConfigSchema(await readCommandInput(flags, io), io));
  });
};
