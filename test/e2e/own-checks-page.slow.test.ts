import { copyFile, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { folderForSuite, stopAfterTest } from '../support/for-test.ts';
import { startHttpServer } from '../support/http.ts';
import { REPOSITORY_ROOT } from '../support/repository.ts';
import { type ProcessOutcome, runProcess } from '../support/run-process.ts';
import { type PageBlock, readBlocks, writeBlock } from './page-blocks.ts';

// Follows the pages as somebody does who has an empty folder and the archive of the package.

const LIMIT_MS = 300_000;

const packedFolder = folderForSuite('own-checks-packed');
let archive: string;

/** How npm reaches its registry here; the other variables of the test runner would steer a Vitest inside. */
const npmVariables = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) =>
    /^(npm_config_|https?_proxy|no_proxy|NODE_EXTRA_CA)/i.test(name) && value !== undefined ? [[name, value]] : [],
  ),
);

const runLine = (line: string, cwd: string): Promise<ProcessOutcome> =>
  runProcess('sh', ['-c', line], { cwd, env: npmVariables, timeout: LIMIT_MS });

beforeAll(async () => {
  const dist = join(packedFolder.path, 'dist');
  const built = await runLine(
    `node ${REPOSITORY_ROOT}/build/build.ts ${dist} && npm pack --silent ${dist}`,
    packedFolder.path,
  );
  expect(built.code, built.stderr).toBe(0);
  archive = (await readdir(packedFolder.path)).find((name) => name.endsWith('.tgz')) ?? 'no archive';
}, LIMIT_MS);

const emptyProject = async (name: string): Promise<string> => {
  const path = join(packedFolder.path, name);
  await mkdir(path);
  await copyFile(join(packedFolder.path, archive), join(path, archive));
  return path;
};

const readPage = async (path: string) => readBlocks(await readFile(join(REPOSITORY_ROOT, path), 'utf8'));

/** Runs the lines of a block; one that ends in `# exits 1` has to. Returns what they printed. */
const runBlock = async (text: string, cwd: string): Promise<string> => {
  const printed: string[] = [];
  for (const line of text.trim().split('\n')) {
    const { code, stdout, stderr } = await runLine(line, cwd);
    printed.push(stdout, stderr);
    expect(code, `${line}\n${stdout}${stderr}`).toBe(Number(/# exits (\d+)$/.exec(line)?.[1] ?? 0));
  }
  return printed.join('');
};

/** Runs, writes or compares a block; returns what was printed last. */
const followBlock = async (block: PageBlock, folder: string, printed: string): Promise<string> => {
  if (block.language === 'sh') return runBlock(block.text, folder);
  const words = block.language === 'text' ? block.text.trim().split('\n') : [];
  for (const line of words) expect(printed).toContain(line);
  if (words.length === 0) expect(await writeBlock(folder, block), block.text).toBe(true);
  return printed;
};

/** Installs the types of Node as the page says. */
const linkNodeTypes = async (folder: string): Promise<void> => {
  const from = join(REPOSITORY_ROOT, 'node_modules/@types/node');
  await cp(from, join(folder, 'node_modules/@types/node'), { recursive: true });
  await cp(join(REPOSITORY_ROOT, 'node_modules/undici-types'), join(folder, 'node_modules/undici-types'), {
    recursive: true,
  });
};

describe('the page on own checks', () => {
  it('leads from an empty folder to a tested check', { timeout: LIMIT_MS }, async () => {
    const folder = await emptyProject('page');
    let printed = '';
    for (const block of await readPage('docs/own-checks.md')) printed = await followBlock(block, folder, printed);
    expect(stripVTControlCharacters(printed)).toMatch(/Tests\s+10 passed/);
    expect(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))).toMatchObject({ type: 'commonjs' });
  });

  it.each([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])('has sources that compile with module %s, resolved as %s', { timeout: LIMIT_MS }, async (module, resolution) => {
    const tsc = join(REPOSITORY_ROOT, 'node_modules/.bin/tsc');
    const flags = `--noEmit --strict --exactOptionalPropertyTypes --target es2023 --allowImportingTsExtensions`;
    const folder = join(packedFolder.path, 'page');
    await linkNodeTypes(folder);
    const types = '--types node';
    const line = `${tsc} ${flags} ${types} --module ${module} --moduleResolution ${resolution} checks/*.ts`;
    const { code, stdout } = await runLine(line, folder);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  });

  it('has a field of a builder that no object has refused by the compiler', { timeout: LIMIT_MS }, async () => {
    const folder = join(packedFolder.path, 'page');
    await writeFile(
      join(folder, 'wrong.ts'),
      "import { pod } from 'kavmon/testing';\npod({ status: { phaze: 'x' } });\n",
    );
    const line = `${join(REPOSITORY_ROOT, 'node_modules/.bin/tsc')} --noEmit --strict --skipLibCheck --module nodenext wrong.ts`;
    const { code, stdout } = await runLine(line, folder);
    expect(stdout).toMatch(/wrong\.ts\(2,.*phaze/);
    expect(code).not.toBe(0);
  });
});

describe("the README's check", () => {
  it.each(['ts', 'js', 'mjs'])('runs in a folder of `npm init -y` as .%s', { timeout: LIMIT_MS }, async (extension) => {
    const server = await stopAfterTest(startHttpServer({ routes: { depth: ({ response }) => response.end('51') } }));
    const folder = await emptyProject(`readme-${extension}`);
    await runBlock(`npm init -y\nnpm install --prefer-offline ./${archive}`, folder);
    const blocks = await readPage('README.md');
    const check = blocks.find(({ text }) => text.startsWith('// checks/queue-depth.ts'));
    const config = blocks.find(({ text }) => text.includes('ownChecks:'));
    const text = check?.text.replace('queue-depth.ts', `queue-depth.${extension}`) ?? '';
    expect(await writeBlock(folder, { language: 'ts', text })).toBe(true);
    const yaml = config?.text.replace('http://queue.shop', server.url) ?? '';
    await writeFile(join(folder, 'kavmon.yaml'), yaml);
    const line = 'npx kavmon check -n queue-depth -o json --no-metrics -l error # exits 1';
    expect(await runBlock(line, folder)).toContain('51 messages wait');
  });
});
