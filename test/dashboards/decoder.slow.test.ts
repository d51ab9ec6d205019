import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { dashboardFiles } from '../../src/dashboards/index.ts';
import { binariesMissing, buildDecoder } from '../cluster/build.ts';
import { describeUnless } from '../support/describe-unless.ts';
import { folderForTest } from '../support/for-test.ts';
import { REPOSITORY_ROOT } from '../support/repository.ts';
import { runProcess } from '../support/run-process.ts';

const describeDecoder = describeUnless(await binariesMissing('decoder'));
const paths = Object.keys(dashboardFiles()).map((path) => join(REPOSITORY_ROOT, path));

/** What Grafana's SDK says of a file when it is strict; nothing when all is well. */
const decode = async (path: string): Promise<string> => (await runProcess(await buildDecoder(), [path])).stdout;

describeDecoder("the strict decoder of Grafana's SDK", () => {
  it.each(paths)('finds nothing wrong with %s', async (path) => {
    expect(await decode(path)).toBe('');
  });

  it.each([
    ['an unknown field', (text: string) => text.replace('"title"', '"titel"'), 'titel'],
    ['a wrong type', (text: string) => text.replace('"editable": true', '"editable": "yes"'), 'editable'],
    ['an unknown option of a panel', (text: string) => text.replace('"graphMode"', '"grafMode"'), 'grafMode'],
  ])('would find %s', async (_, spoil, word) => {
    const path = join(await folderForTest('decoder'), 'overview.json');
    await writeFile(path, spoil(await readFile(paths.find((one) => one.endsWith('overview.json')) ?? '', 'utf8')));
    expect(await decode(path)).toContain(word);
  });
});
