import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import semver from 'semver';
import { describe, expect, it } from 'vitest';
import { ensureIntegrity } from '../../build/standalone/node-package.ts';
import { platforms } from '../../build/standalone/platforms.ts';
import { type ArchiveEntry, tarOf } from '../../build/standalone/tar.ts';
import { zipOf } from '../../build/standalone/zip.ts';
import { execFileAsync } from '../support/exec-file.ts';
import { folderForTest } from '../support/for-test.ts';
import { REPOSITORY_ROOT } from '../support/repository.ts';

const readManifest = async (path: string) => JSON.parse(await readFile(join(REPOSITORY_ROOT, path), 'utf8'));

const longPath = `${'folder/'.repeat(20)}${'n'.repeat(90)}`;
const entries: readonly ArchiveEntry[] = [
  { path: 'z/empty', content: Buffer.alloc(0), isProgram: false },
  { path: 'a/program', content: Buffer.from('#!/bin/sh\necho run\n'), isProgram: true },
  { path: longPath, content: Buffer.alloc(1024, 'x'), isProgram: false },
];

describe('the Node of the standalone archives', () => {
  it('is the one that the project runs with, on the platforms that have it', async () => {
    const { version } = await readManifest('node_modules/node/package.json');
    const others = platforms.filter(({ node }) => node.version !== version).map(({ name }) => name);
    expect(others).toEqual(['darwin-x64', 'darwin-arm64']);
  });

  it.each(platforms)('is one that `engines` allows, for $name', async ({ node, license }) => {
    const { engines } = await readManifest('package.json');
    expect(semver.satisfies(node.version, engines.node)).toBe(true);
    expect(license.version).toBe(node.version);
    expect(node.integrity).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
  });

  it('is refused when it is not what is pinned', () => {
    const empty = 'sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==';
    expect(() => ensureIntegrity('node@1', Buffer.alloc(0), empty)).not.toThrow();
    expect(() => ensureIntegrity('node@1', Buffer.from('other'), empty)).toThrow('node@1 is not what is pinned');
  });
});

describe.each([
  { name: 'tar', pack: tarOf },
  { name: 'zip', pack: zipOf },
])('a $name archive', ({ pack }) => {
  it('is the same for the same files in another order', () => {
    expect(pack(entries.toReversed()).equals(pack(entries))).toBe(true);
  });
});

describe('tar', () => {
  it('unpacks every file of a tar archive, with its mode', async () => {
    const folder = await folderForTest('tar');
    await writeFile(join(folder, 'some.tar'), tarOf(entries));
    await execFileAsync('tar', ['-xf', 'some.tar'], { cwd: folder });
    for (const { path, content } of entries) expect(await readFile(join(folder, path))).toEqual(content);
    const { stdout } = await execFileAsync(join(folder, 'a/program'));
    expect(stdout).toBe('run\n');
  });

  it('has no room for a name of more than 100 bytes', () => {
    const entry = { path: 'n'.repeat(101), content: Buffer.alloc(0), isProgram: false };
    expect(() => tarOf([entry])).toThrow('too long for a tar archive');
  });
});
