import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checks } from '../../checks/index.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Report, Result } from '../../src/model/result.ts';
import { probeLoaders } from '../../src/probes/index.ts';
import { createRedactor } from '../../src/redaction/redactor.ts';
import { executeCheck } from '../../src/run/attempt/execute-check.ts';
import { REPOSITORY_ROOT } from './repository.ts';
import { runKavmon } from './run-process.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

/** The result of the example of a page, judged within the test. */
export interface JudgedExample {
  /** As it is, with what the check has seen. */
  readonly result: Result;
  /** The JSON that is written of it. */
  readonly written: string;
}

/** The first YAML block of `docs/probes/NAME.md`, with other texts in place of its own. @throws {Error} when the page lacks one. */
export const readPageExample = async (name: string, changes: Readonly<Record<string, string>>): Promise<string> => {
  const page = await readFile(join(REPOSITORY_ROOT, 'docs/probes', `${name}.md`), 'utf8');
  let example = /^```yaml\n(.*?)^```$/ms.exec(page)?.[1] ?? '';
  for (const [written, real] of Object.entries(changes)) {
    if (!example.includes(written)) throw new Error(`the example of ${name} has no ${written}`);
    example = example.replaceAll(written, real);
  }
  return example;
};

/** Loads the example of a page as the configuration of a run, and executes the first of its checks as a worker thread does. */
export const judgePageExample = async (
  name: string,
  changes: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<JudgedExample> => {
  const folder = await makeTemporaryFolder('page-example');
  const redactor = createRedactor();
  try {
    const path = join(folder.path, 'kavmon.yaml');
    await writeFile(path, await readPageExample(name, changes));
    const { registrations } = await loadConfig({ files: [path], env, cwd: folder.path, catalogue: checks, redactor });
    const registration = registrations.find(({ service }) => service !== 'cluster');
    const check = checks.find((one) => one.name === registration?.check);
    if (registration === undefined || check === undefined) throw new Error(`the example of ${name} has no service`);
    const result = await executeCheck(registration, check, {
      ...{ views: {}, now: Date.now(), probes: probeLoaders, warning: () => {} },
      signal: new AbortController().signal,
      onSecret: redactor.register,
    });
    return { result, written: JSON.stringify(redactor.json(result)) };
  } finally {
    await folder.remove();
  }
};

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
  const example = await readPageExample(name, addresses);
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
