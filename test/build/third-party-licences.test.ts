import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { thirdPartyLicences } from '../../build/third-party-licences.ts';

const PERMISSION = 'Permission is hereby granted, free of charge, to any person';

describe('the licences of what is shipped', () => {
  let root = '';
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'kavmon-licences-'));
  });
  afterAll(() => rm(root, { recursive: true }));

  /** Writes a package, and returns its folder relative to the root. */
  const writePackage = async (name: string, files: Readonly<Record<string, string>>, license: unknown = 'MIT') => {
    const folder = join(root, 'node_modules', name);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name, version: '1.2.3', license }));
    for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
    return `node_modules/${name}`;
  };

  it.each(['LICENSE', 'licence.md', 'LICENSE-MIT.txt', 'UNLICENSE', 'COPYING'])(
    'are read from %s, with what stands in NOTICE',
    async (file) => {
      const folder = await writePackage(`of-${file.toLowerCase()}`, {
        [file]: 'Copyright A\r\n',
        NOTICE: 'Thanks to B\n',
      });
      expect(await thirdPartyLicences(root, [folder])).toContain(
        `of-${file.toLowerCase()} 1.2.3 (MIT)\n\nCopyright A\n\nThanks to B\n`,
      );
    },
  );

  it('are read from the heading of a README where a package has no file of its own', async () => {
    const readme = `# a\n\nhow to\n\n## License\n\nCopyright C\n\n${PERMISSION}\n\n## more\n\nx\n`;
    const text = await thirdPartyLicences(root, [await writePackage('readme-only', { 'README.md': readme })]);
    expect(text.trimEnd().endsWith(`readme-only 1.2.3 (MIT)\n\nCopyright C\n\n${PERMISSION}`)).toBe(true);
  });

  it('stand once where packages share the text', async () => {
    const folders = [
      await writePackage('one', { LICENSE: 'the same' }),
      await writePackage('two', { LICENSE: 'the same' }),
    ];
    expect(await thirdPartyLicences(root, folders)).toContain('one 1.2.3 (MIT)\ntwo 1.2.3 (MIT)\n\nthe same\n');
  });

  it('fail the build by the name of every package that lacks one', async () => {
    const folders = [
      await writePackage('fine', { LICENSE: 'text' }),
      await writePackage('textless', { 'README.md': '## License\n\nMIT\n' }),
      await writePackage('blank', { LICENSE: ' \n' }),
      await writePackage('nameless', { LICENSE: 'text' }, null),
    ];
    await expect(thirdPartyLicences(root, folders)).rejects.toThrow(
      /textless 1\.2\.3 \(MIT\): has no text of its licence\nblank 1\.2\.3 \(MIT\): has no text of its licence\nnameless 1\.2\.3: names no licence$/,
    );
  });
});
