import * as yaml from 'yaml';
import { markdownTable } from './markdown.ts';

const TABLE_START = '<!-- values: written by `npm run docs` from the comments of values.yaml -->\n';
const TABLE_END = '<!-- end of values -->\n';

/**
 * The chart's README with its table of values made anew from the comments of values.yaml.
 * @throws Error when a value has no comment, or the README no markers for the table.
 */
export const chartReadme = (readme: string, values: string): string => {
  const [before, rest] = readme.split(TABLE_START);
  const after = rest?.split(TABLE_END)[1];
  if (before === undefined || after === undefined)
    throw new Error('the README of the chart has no place for the values');
  return `${before}${TABLE_START}\n${valuesTable(values)}\n${TABLE_END}${after}`;
};

const valuesTable = (values: string): string =>
  markdownTable(
    ['value', 'default', 'meaning'],
    valueRows(yaml.parseDocument(values).contents as yaml.YAMLMap, '').map(({ path, value, meaning }) => [
      `\`${path}\``,
      `\`${JSON.stringify(value)}\``,
      meaning,
    ]),
  );

interface ValueRow {
  readonly path: string;
  readonly value: unknown;
  readonly meaning: string;
}

const DESCRIPTION_MARK = /^ -- /;

/** A commented key is a row with all that is under it; one without a comment has commented keys of its own. */
const valueRows = (map: yaml.YAMLMap, prefix: string): readonly ValueRow[] =>
  map.items.flatMap((pair, index) => {
    const key = pair.key as yaml.Scalar<string>;
    const path = `${prefix}${key.value}`;
    const comment = key.commentBefore ?? (index === 0 ? map.commentBefore : undefined);
    const meaning = commentDescription(comment);
    if (meaning !== undefined) return [{ path, value: (pair.value as yaml.Node).toJSON(), meaning }];
    if (!yaml.isMap(pair.value) || pair.value.items.length === 0)
      throw new Error(`values.yaml: ${path} has no comment`);
    return valueRows(pair.value as yaml.YAMLMap, `${path}.`);
  });

/** From the line that begins with `--` to the last one. */
const commentDescription = (comment: string | null | undefined): string | undefined => {
  const lines = comment?.split('\n') ?? [];
  const start = lines.findIndex((line) => DESCRIPTION_MARK.test(line));
  if (start < 0) return undefined;
  return lines
    .slice(start)
    .map((line) => line.replace(DESCRIPTION_MARK, '').trim())
    .join(' ');
};
