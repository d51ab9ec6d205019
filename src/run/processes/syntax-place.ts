import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';

/** How long Node may take to look at one file. */
const SYNTAX_LIMIT_MS = 2000;

/**
 * Where the syntax of one of these files is wrong, as `file:line`; undefined when none is. V8 tells the place of a module's
 * syntax error to nobody but the end of a process.
 */
export const placeOfSyntaxError = (files: readonly string[]): string | undefined =>
  files.map(placeInFile).find((place) => place !== undefined);

const placeInFile = (file: string): string | undefined => {
  try {
    const text = stripTypeScriptTypes(readFileSync(file, 'utf8'), { sourceUrl: file });
    const line = lineByNode(text);
    return line === undefined ? undefined : `${file}:${line}`;
  } catch (error) {
    const [head = ''] = (error as Error).stack?.split('\n') ?? [];
    return head.startsWith(file) ? head : undefined;
  }
};

/** The parser of types passes over what a module may not say: a name declared twice, an export of nothing. */
const lineByNode = (text: string): string | undefined => {
  const options = { input: text, encoding: 'utf8', timeout: SYNTAX_LIMIT_MS } as const;
  const { stderr } = spawnSync(process.execPath, ['--check', '--input-type=module', '-'], options);
  return /^\[stdin\]:(\d+)$/m.exec(stderr)?.[1];
};
