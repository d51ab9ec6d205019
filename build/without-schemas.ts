import type { Plugin } from 'rolldown';
import * as zod from 'zod';

const SCHEMAS_MODULE = '\0schemas';

/** Methods of zod that use a schema, and do not only build one. */
const USING_METHODS = ['parse', 'safeParse', 'parseAsync', 'safeParseAsync', 'encode', 'decode', 'toJSONSchema'];

const exportedNames = Object.keys(zod).filter((name) => /^[a-z]\w*$/i.test(name) && name !== 'default');

/** Every export is a function that returns itself, whatever is called on it; what would use a schema throws. */
const MODULE_TEXT = `
const using = new Set(${JSON.stringify(USING_METHODS)});
const refuse = () => { throw new Error('there are no schemas in this thread'); };
const schema = new Proxy(() => {}, { get: (_, name) => (using.has(name) ? refuse : schema), apply: () => schema });
export { ${exportedNames.map((name) => `${USING_METHODS.includes(name) ? 'refuse' : 'schema'} as ${name}`).join(', ')} };
`;

/**
 * Replaces zod in a bundle by an empty stand-in. A thread whose parameters arrive parsed would spend a tenth of its run on
 * building the schemas of its checks (docs/decisions/0009-tricks-of-the-bundle.md).
 */
export const withoutSchemas: Plugin = {
  name: 'without-schemas',
  resolveId: (source) => (source === 'zod' ? SCHEMAS_MODULE : null),
  load: (id) => (id === SCHEMAS_MODULE ? MODULE_TEXT : null),
};
