import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { generatedTables } from '../../build/protobuf/generated-tables.ts';
import { goMissing } from '../cluster/go-toolchain.ts';
import { describeUnless } from '../support/describe-unless.ts';
import { REPOSITORY_ROOT } from '../support/repository.ts';

const TABLES_FOLDER = 'src/kubernetes/protobuf/tables';

const describeTables = describeUnless(await goMissing());

describeTables('the tables of protobuf fields', () => {
  it('are those that build/protobuf-tables.ts writes', async () => {
    const written = await generatedTables();
    const names = await readdir(join(REPOSITORY_ROOT, TABLES_FOLDER));
    expect(names.map((name) => `${TABLES_FOLDER}/${name}`).toSorted()).toEqual(Object.keys(written).toSorted());
    for (const [path, text] of Object.entries(written)) {
      expect(await readFile(join(REPOSITORY_ROOT, path), 'utf8'), path).toBe(text);
    }
  }, 300_000);
});
