import { describe, expect, it } from 'vitest';
import { mergeDocuments } from '../../src/config/file/config-tree.ts';
import { parseFile } from '../../src/config/file/parse-file.ts';
import { foldersOfConfig, foldersOfFlags } from '../../src/config/own-check-folders.ts';

const foldersIn = (files: Readonly<Record<string, string>>) =>
  foldersOfConfig(
    mergeDocuments(Object.entries(files).flatMap(([file, text]) => parseFile(file, text).document ?? [])),
    '/home/me',
  );

describe('the folders of own checks', () => {
  it.each([
    ['one, beside the file', { 'etc/a.yaml': 'ownChecks: checks' }, ['/home/me/etc/checks']],
    ['several', { 'a.yaml': 'ownChecks: [./checks, ../team, /srv]' }, ['/home/me/checks', '/home/team', '/srv']],
    ['of an absolute file', { '/etc/kavmon/a.yaml': 'ownChecks: checks' }, ['/etc/kavmon/checks']],
    ['of the last file', { 'a.yaml': 'ownChecks: a', 'b/b.yaml': 'ownChecks: b' }, ['/home/me/b/b']],
    ['of a pipe, beside the working folder', { '/dev/fd/63': 'ownChecks: checks' }, ['/home/me/checks']],
    ['none', { 'a.yaml': 'cluster: x' }, []],
    ['what is no text, which the schema refuses', { 'a.yaml': 'ownChecks: [7, "", { a: b }]' }, []],
  ])('are read from the configuration: %s', (_, files, paths) => {
    expect(foldersIn(files).map(({ path }) => path)).toEqual(paths);
  });

  it('say where they are named', () => {
    expect(foldersIn({ 'etc/a.yaml': 'cluster: x\nownChecks: [lib, more]' })).toMatchObject([
      { origin: 'etc/a.yaml:2:13: ownChecks[0]: lib' },
      { origin: 'etc/a.yaml:2:18: ownChecks[1]: more' },
    ]);
    expect(foldersOfFlags(['lib'], '/home/me')).toEqual([{ path: '/home/me/lib', origin: '--checks lib' }]);
  });
});
