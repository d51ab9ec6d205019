import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A block of code of a page, in its order. */
export interface PageBlock {
  readonly language: string;
  readonly text: string;
}

/** The blocks of code of a Markdown page. */
export const readBlocks = (page: string): readonly PageBlock[] =>
  [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({ language, text }));

/** The file that a block says it is, in its first lines: `// checks/a.ts`, `# kavmon.yaml`, `"comment": "pods.json"`. */
const fileOf = ({ text }: PageBlock): string | undefined =>
  /^(?:\/\/|#) (\S+\.\w+)\n|^\{\s+"comment": "(\S+)"/
    .exec(text)
    ?.slice(1)
    .find((name) => name !== undefined);

/** Writes a block into the file that it names, below a folder. Returns whether it names one. */
export const writeBlock = async (folder: string, block: PageBlock): Promise<boolean> => {
  const file = fileOf(block);
  if (file === undefined) return false;
  await mkdir(dirname(join(folder, file)), { recursive: true });
  await writeFile(join(folder, file), block.text);
  return true;
};
