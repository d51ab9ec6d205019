import type { Plugin } from 'rolldown';

const NOTHING = '\0nothing';

/** Commander can start programs for its commands; kavmon has none, and loading what starts them takes 4 ms. */
export const withoutSubprograms: Plugin = {
  name: 'without-subprograms',
  resolveId: (source, importer) =>
    source === 'node:child_process' && importer?.includes('/commander/') ? NOTHING : null,
  load: (id) => (id === NOTHING ? 'export default {};' : null),
};
