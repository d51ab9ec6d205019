import type { Plugin } from 'rolldown';

const PACKAGE = '@platformatic/wasm-utils';
const STAND_IN = '\0no-compression';

/** What the client of Kafka imports of it, to compress messages: kavmon reads and writes none. */
const EXPORTED_NAMES = ['crc32c', 'lz4Compress', 'lz4Decompress', 'snappyCompress', 'snappyDecompress'] as const;

const MODULE_TEXT = `
const refuse = () => { throw new Error('messages of Kafka are not read'); };
export { ${EXPORTED_NAMES.map((name) => `refuse as ${name}`).join(', ')} };
`;

/** Leaves out of a bundle what would read a file of WebAssembly beside it, where the package has one and a bundle has none. */
export const withoutCompression: Plugin = {
  name: 'without-compression',
  resolveId: (source) => (source === PACKAGE ? STAND_IN : null),
  load: (id) => (id === STAND_IN ? MODULE_TEXT : null),
};
