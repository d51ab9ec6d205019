import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report, Result } from '../../src/model/result.ts';
import { REPOSITORY_ROOT } from './repository.ts';
import { runKavmon } from './run-process.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

/** What the example of a page printed, and its results. */
export interface ExampleOutcome {
  /** The first one, of a page with one check. */
  readonly result: Result;
  readonly results: readonly Result[];
  /** All that was written, to standard output and error. */
  readonly output: string;
}

/**
 * Runs the first YAML block of `docs/probes/NAME.md` as a configuration, from the sources, with other addresses in place of those
 * of the page. @throws {Error} when the page lacks one of them.
 */
export const runPageExample = async (
  name: string,
  addresses: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<ExampleOutcome> => {
  const page = await readFile(join(REPOSITORY_ROOT, 'docs/probes', `${name}.md`), 'utf8');
  let example = /^```yaml\n(.*?)^```$/ms.exec(page)?.[1] ?? '';
  for (const [written, real] of Object.entries(addresses)) {
    if (!example.includes(written)) throw new Error(`the example of ${name} has no ${written}`);
    example = example.replaceAll(written, real);
  }
  const service = /^services:\n {2}([\w-]+):/m.exec(example)?.[1] ?? '';
  const folder = await makeTemporaryFolder('page-example');
  try {
    const path = join(folder.path, 'kavmon.yaml');
    await writeFile(path, example);
    const args = ['check', '-c', path, '-s', service, '--no-metrics', '-o', 'json'];
    const { stdout, stderr } = await runKavmon(args, { env, cwd: folder.path });
    const { results } = JSON.parse(stdout) as Report;
    const [result] = results;
    if (result === undefined) throw new Error(`the example of ${name} has no result: ${stderr}`);
    return { result, results, output: `${stdout}\n${stderr}` };
  } finally {
    await folder.remove();
  }
};
