import manifest from '../../package.json' with { type: 'json' };

/** The version of Kavmon, from its manifest; the build writes it into the bundle. */
export const kavmonVersion: string = manifest.version;

/** The version with what runs it, on one line without its end. */
export const versionLine = `kavmon ${kavmonVersion} (Node.js ${process.versions.node}, ${process.platform}-${process.arch})`;
