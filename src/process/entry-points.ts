/** Files that are started by their address rather than imported: threads, processes, and what users' modules import. */
const SOURCES = {
  worker: '../run/threads/worker.ts',
  prober: '../run/threads/worker.ts',
  child: '../run/processes/child-main.ts',
  gather: '../kubernetes/gather/thread.ts',
  index: '../index.ts',
} as const;

/** `prober` is the worker without schemas: for registrations of probes whose parameters are parsed. */
const BUNDLED: { readonly [name in keyof typeof SOURCES]?: string } = {
  prober: './prober/worker.cjs',
  index: './index.js',
};

/** Where an entry lies: among the sources, or beside the bundle that this file is part of. */
export const entryOf = (name: keyof typeof SOURCES): URL =>
  import.meta.url.endsWith('/entry-points.ts')
    ? new URL(SOURCES[name], import.meta.url)
    : new URL(BUNDLED[name] ?? `./${name}.cjs`, import.meta.url);
