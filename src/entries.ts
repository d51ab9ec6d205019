/** Files that are started by their address rather than imported: threads, processes, and what users' modules import. */
const SOURCES = {
  worker: './run/worker.ts',
  child: './run/child.ts',
  gather: './kubernetes/gather/thread.ts',
  index: './index.ts',
} as const;

/** Where an entry lies: among the sources, or beside the bundle that this file is part of. */
export const entryOf = (name: keyof typeof SOURCES): URL =>
  import.meta.url.endsWith('/entries.ts')
    ? new URL(SOURCES[name], import.meta.url)
    : new URL(name === 'index' ? './index.js' : `./${name}.cjs`, import.meta.url);
