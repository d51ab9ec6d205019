import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../../support/repository.ts';

/** A request as *Dev Tools* take it: a line with method and path, and a body. */
export type PageQuery = { readonly method: string; readonly path: string; readonly body: object };

export type ElkPage = {
  /** By the name in the comment before each. */
  readonly queries: ReadonlyMap<string, PageQuery>;
  /** What is typed in the search bar. */
  readonly searches: readonly string[];
  /** The blocks of shell, in their order. */
  readonly commands: readonly string[];
};

/** What `docs/elk.md` shows to be run. */
export const readElkPage = async (): Promise<ElkPage> => {
  const page = await readFile(join(REPOSITORY_ROOT, 'docs/elk.md'), 'utf8');
  const queries = [...page.matchAll(/^<!-- query: ([\w-]+) -->\n```text\n(\w+) (\S+)\n(.*?)^```$/gms)].map(
    ([, name = '', method = '', path = '', body = '']) => [name, { method, path, body: JSON.parse(body) }] as const,
  );
  const [, typed = ''] = /^In the search bar.*?^```text\n(.*?)^```$/ms.exec(page) ?? [];
  const commands = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text = '']) => text);
  return { queries: new Map(queries), searches: typed.trim().split('\n'), commands };
};
