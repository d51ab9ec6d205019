/** Packages that are not bundled: piscina starts a file of its own, the others are native and optional. */
export const externalPackages: readonly string[] = ['piscina', 'pg-native', 'bufferutil', 'utf-8-validate'];
