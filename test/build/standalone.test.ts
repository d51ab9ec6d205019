import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import semver from 'semver';
import { describe, expect, it } from 'vitest';
import * as yaml from 'yaml';
import { programNames } from '../../build/program-names.ts';
import { fillKrewManifest } from '../../build/standalone/krew-manifest.ts';
import { ensureIntegrity } from '../../build/standalone/node-package.ts';
import { platforms } from '../../build/standalone/platforms.ts';
import { type ArchiveEntry, tarOf } from '../../build/standalone/tar.ts';
import { archiveName } from '../../build/standalone/write-archive.ts';
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

describe('the manifest for krew', () => {
  const digests = new Map(platforms.map((one, index) => [archiveName(one), `${index}`.repeat(64)]));
  const readTemplate = () => readFile(join(REPOSITORY_ROOT, '.krew.yaml'), 'utf8');
  const KREW_ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

  it('names every archive but that of Windows, with its checksum and its folder', async () => {
    const { spec } = yaml.parse(fillKrewManifest(await readTemplate(), { version: '1.2.3', digests }) ?? '');
    const expected = platforms
      .filter(({ isWindows }) => !isWindows)
      .map((platform) => {
        const [os = '', arch = ''] = platform.name.split('-');
        return {
          selector: { matchLabels: { os, arch: KREW_ARCHITECTURES[arch] } },
          uri: `https://github.com/OWNER/kavmon/releases/download/v1.2.3/${archiveName(platform)}`,
          sha256: digests.get(archiveName(platform)),
          files: [{ from: `kavmon-${platform.name}/*`, to: '.' }],
          bin: 'kubectl-kavmon',
        };
      });
    expect(spec.platforms).toEqual(expected);
    expect(spec.version).toBe('v1.2.3');
    expect(programNames).toContain(spec.platforms[0].bin);
  });

  it('has what krew requires of every manifest', async () => {
    const manifest = yaml.parse(await readTemplate());
    expect(manifest).toMatchObject({
      apiVersion: 'krew.googlecontainertools.github.com/v1alpha2',
      kind: 'Plugin',
      metadata: { name: 'kavmon' },
    });
    expect(manifest.spec.shortDescription.length).toBeLessThanOrEqual(50);
    expect(manifest.spec.description).not.toBe('');
  });

  it('is not made when one of its archives was not', async () => {
    digests.delete('kavmon-darwin-arm64.tar.gz');
    expect(fillKrewManifest(await readTemplate(), { version: '1.2.3', digests })).toBeUndefined();
  });
});
