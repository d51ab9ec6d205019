/** Files that are loaded by URL instead of an import: threads, processes, and what users' checks import. */
const SOURCE_PATHS = {
  worker: '../run/threads/worker.ts',
  child: '../run/processes/child-main.ts',
  yaml: '../kubernetes/replay/yaml/thread.ts',
  index: '../index.ts',
  testing: '../testing/index.ts',
} as const;

/** The worker is a bundle of its own, without schemas: what runs there is parsed already. */
const BUNDLE_PATHS: { readonly [name in keyof typeof SOURCE_PATHS]?: string } = {
  worker: './worker/worker.cjs',
  index: './index.js',
  testing: './testing.js',
};

/** URL of an entry point: among the sources, or beside the bundle that this file is part of. */
export const entryPointUrl = (name: keyof typeof SOURCE_PATHS): URL =>
  import.meta.url.endsWith('/entry-points.ts')
    ? new URL(SOURCE_PATHS[name], import.meta.url)
    : new URL(BUNDLE_PATHS[name] ?? `./${name}.cjs`, import.meta.url);
