import type { Plugin } from 'rolldown';
import * as zod from 'zod';

const NOTHING = '\0schemas';

/** What would judge a value by a schema, instead of describing one. */
const JUDGING = ['parse', 'safeParse', 'parseAsync', 'safeParseAsync', 'encode', 'decode', 'toJSONSchema'];

const names = Object.keys(zod).filter((name) => /^[a-z]\w*$/i.test(name) && name !== 'default');

const TEXT = `
const judging = new Set(${JSON.stringify(JUDGING)});
const refuse = () => { throw new Error('there are no schemas in this thread'); };
const nothing = new Proxy(() => {}, { get: (_, name) => (judging.has(name) ? refuse : nothing), apply: () => nothing });
export { ${names.map((name) => `${JUDGING.includes(name) ? 'refuse' : 'nothing'} as ${name}`).join(', ')} };
`;

/**
 * Takes the schemas out of a bundle: where parameters arrive parsed, making schemas of checks and loading what makes them is
 * most of what a thread does before its first request. To judge by one is an error there.
 */
export const withoutSchemas: Plugin = {
  name: 'without-schemas',
  resolveId: (source) => (source === 'zod' ? NOTHING : null),
  load: (id) => (id === NOTHING ? TEXT : null),
};
