import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

/** Seconds that children of the checks sleep: no other process of this machine does for as long. */
export const SLEEP_SECONDS = `61.${process.pid}`;

/** A user's check: lines before it, and the body of its `run`. */
type ModuleSource = readonly [body: string, imports?: string];

const MODULE_SOURCES: Readonly<Record<string, ModuleSource>> = {
  healthy: ["return params.ill === true ? [{ reason: 'assertion', message: 'it is ill' }] : [];"],
  hanging: ['await new Promise(() => {});'],
  spinning: ['for (;;);'],
  regexp: ["return /^(\\w+\\s?)*$/.test('word '.repeat(40) + '!') ? [] : [];"],
  atomics: ['Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);'],
  fifo: ['readFileSync(process.env.KAVMON_TEST_FIFO);', "import { readFileSync } from 'node:fs';"],
  subprocess: [`execFileSync('sleep', ['${SLEEP_SECONDS}']);`, "import { execFileSync } from 'node:child_process';"],
  lookup: ["await lookup('silent.example');", "import { lookup } from 'node:dns/promises';"],
  memory: ['const kept = []; for (;;) kept.push({ number: kept.length, text: String(kept.length) });'],
  buffers: [
    'const kept = []; for (;;) { kept.push(Buffer.alloc(2 ** 22, 1)); await new Promise((go) => setTimeout(go, 1)); }',
  ],
  exiting: ['process.exit(0);'],
  'throwing-text': ["throw 'not an error';"],
  'throwing-late': ["setTimeout(() => { throw new Error('by a timer'); }, 5); await new Promise(() => {});"],
  'leaving-open': [
    "setInterval(() => {}, 1000); createServer().listen(0, '127.0.0.1'); " +
      `spawn('sleep', ['${SLEEP_SECONDS}'], { detached: true, stdio: 'ignore' }); return [];`,
    "import { spawn } from 'node:child_process'; import { createServer } from 'node:net';",
  ],
  'rejecting-later': ["setTimeout(() => Promise.reject(new Error('rejected later')), 30); return [];"],
  printing: ["console.log('to the standard output'); return [];"],
  'no-list': ['return { healthy: true };'],
  arguments: [
    "return [{ reason: 'assertion', message: [process.title, ...process.argv, ...process.execArgv].join(' ') }];",
  ],
};

const TYPED_MODULE = `
import { defineCheck } from 'kavmon';
import type { Finding } from 'kavmon';
import * as z from 'zod';

export default defineCheck({
  group: 'endpoint',
  name: 'typed',
  title: 'A module in TypeScript runs as it is',
  why: 'Only a test needs it.',
  remedy: 'Nothing is to be done.',
  severity: 'sev2',
  timeout: '3s',
  needs: ['tcp'],
  repeatable: ({ limit }) => limit > 1,
  params: z.strictObject({ limit: z.number().default(3).describe('How many are too many') }),
  run({ params, measure, tcp }): readonly Finding[] {
    measure('limit', params.limit);
    return typeof tcp === 'function' ? [] : [{ reason: 'internal', message: 'there is no probe' }];
  },
});
`;

const BROKEN_MODULES: Readonly<Record<string, string>> = {
  syntax: 'export default {',
  looping: 'for (;;);',
  exiting: 'process.exit(0);',
  'no-check': 'export const nothing = 1;',
  misshapen: "export default { name: 'Not Kebab', title: '', run: () => [] };",
  throwing: "throw new Error('not today');",
};

const moduleText = (name: string, [body, imports = '']: ModuleSource): string => `${imports}
export default {
  group: 'custom', name: '${name}', title: '${name} is fine', why: 'Only a test needs it.', needs: [],
  remedy: 'Nothing is to be done.', severity: 'sev3',
  async run({ params }) { ${body} },
};
`;

/** Users' modules in a folder far from this project: no package, no node_modules. */
export const userChecks = async () => {
  const folder = await makeTemporaryFolder('checks');
  const files = [
    ...Object.entries(MODULE_SOURCES).map(([name, source]) => [`${name}.js`, moduleText(name, source)] as const),
    ...Object.entries(BROKEN_MODULES).map(([name, text]) => [`broken-${name}.mjs`, text] as const),
    ['typed.ts', TYPED_MODULE] as const,
  ];
  await writeFile(join(folder.path, 'package.json'), '{ "type": "module" }');
  for (const [file, text] of files) await writeFile(join(folder.path, file), text);
  return { file: (name: string): string => join(folder.path, name), remove: folder.remove };
};
