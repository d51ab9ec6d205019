import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generatedTables } from './protobuf/generated-tables.ts';

/** Writes `src/kubernetes/protobuf/tables/` anew. */
const repositoryRoot = new URL('../', import.meta.url);
for (const [path, text] of Object.entries(await generatedTables())) {
  const file = fileURLToPath(new URL(path, repositoryRoot));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
