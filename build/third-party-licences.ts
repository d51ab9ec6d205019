import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The licences of the packages that are shipped, as one text: each package with its version and the name of its licence above the
 * text; packages with the same text share it.
 *
 * @param folders of the packages, relative to the root: `node_modules/zod`
 * @throws Error that names the packages without a licence or without its text
 */
export const thirdPartyLicences = async (root: string, folders: readonly string[]): Promise<string> => {
  const found = await Promise.all(folders.map((folder) => readLicence(join(root, folder))));
  const missing = found.flatMap(({ title, problem }) => (problem === undefined ? [] : [`${title}: ${problem}`]));
  if (missing.length > 0) throw new Error(`packages that may not be shipped:\n${missing.join('\n')}`);
  const sections = [...Map.groupBy(found, ({ text }) => text)].map(([text, alike]) =>
    [...new Set(alike.map(({ title }) => title)), '', text].join('\n'),
  );
  return `${[HEADING, ...sections].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
};

const HEADING = 'Kavmon holds these packages, under these licences.';

interface PackageLicence {
  /** `zod 4.6.7 (MIT)` */
  readonly title: string;
  readonly text: string;
  readonly problem?: string;
}

const LICENCE_FILE = /^(?:un)?licen[cs]e|^copying/i;
const NOTICE_FILE = /^notice/i;

const readLicence = async (folder: string): Promise<PackageLicence> => {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const title = `${name} ${version} (${license})`;
  if (typeof license !== 'string') return { title: `${name} ${version}`, text: '', problem: 'names no licence' };
  const files = (await readdir(folder)).toSorted();
  const read = (pattern: RegExp) =>
    Promise.all(files.filter((file) => pattern.test(file)).map((file) => readFile(join(folder, file), 'utf8')));
  const [licences, notices, readmes] = await Promise.all([read(LICENCE_FILE), read(NOTICE_FILE), read(/^readme/i)]);
  const texts = licences.length > 0 ? licences : readmes.flatMap(licenceSection);
  const text = [...texts, ...notices].map(normalizeText).filter(Boolean).join('\n\n');
  return texts.every((one) => one.trim() === '')
    ? { title, text, problem: 'has no text of its licence' }
    : { title, text };
};

/** Some packages have it under a heading of their README only. A sentence that names the licence is not its text. */
const licenceSection = (readme: string): readonly string[] => {
  const [, section = ''] = /^#+ *licen[cs]e *\n([^#]*)/im.exec(readme) ?? [];
  return /permission is hereby granted|redistribution and use|terms and conditions/i.test(section) ? [section] : [];
};

const normalizeText = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .replaceAll(/[ \t]+$/gm, '')
    .trim();
