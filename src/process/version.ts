import manifest from '../../package.json' with { type: 'json' };

/** The version of Kavmon, from its manifest; the build writes it into the bundle. */
export const kavmonVersion: string = manifest.version;
