/** A number that a monitoring plugin prints beside its text (https://www.monitoring-plugins.org/doc/guidelines.html). */
export interface PerfdataItem {
  readonly label: string;
  readonly value: number;
  /** `s`, `%`, `By`, or empty. */
  readonly unit: string;
}

const PERFDATA_UNITS: Readonly<Record<string, readonly [unit: string, factor: number]>> = {
  '': ['', 1],
  c: ['', 1],
  s: ['s', 1],
  ms: ['s', 1e-3],
  us: ['s', 1e-6],
  '%': ['%', 1],
  B: ['By', 1],
  KB: ['By', 1024],
  MB: ['By', 1024 ** 2],
  GB: ['By', 1024 ** 3],
  TB: ['By', 1024 ** 4],
};

const MAX_ITEMS = 100;
const MAX_LABEL_LENGTH = 100;

/** `'label'=value[unit][;warn;crit;min;max]`, labels quoted where they have spaces; a quote in them is doubled. */
const PERFDATA_ITEM =
  /(?:'((?:[^']|'')+)'|([^\s='|]+))=([+-]?\d+(?:[.,]\d+)?(?:e[+-]?\d+)?)([A-Za-z%]*)(?:;\S*)?(?=\s|$)/g;

/**
 * The first hundred performance data in the output of a plugin: on the first line behind a bar, and behind a bar in the lines
 * after it, to the end. Malformed items are left out, and so is `U`, an unknown value.
 */
export const parsePerfdata = (output: string): readonly PerfdataItem[] => {
  const [first = '', ...rest] = output.split('\n');
  const data = [afterBar(first), afterBar(rest.join('\n'))].join(' ');
  const items: PerfdataItem[] = [];
  for (const [, quoted, bare, number = '', suffix = ''] of data.matchAll(PERFDATA_ITEM)) {
    const [unit, factor] = PERFDATA_UNITS[suffix] ?? ['', 1];
    const label = (quoted?.replaceAll("''", "'") ?? bare ?? '').slice(0, MAX_LABEL_LENGTH);
    items.push({ label, value: Number(number.replace(',', '.')) * factor, unit });
    if (items.length === MAX_ITEMS) break;
  }
  return items;
};

const afterBar = (text: string): string => {
  const at = text.indexOf('|');
  return at === -1 ? '' : text.slice(at + 1);
};

/** The text for people in the output of a plugin: its first line, up to the bar. */
export const statusLine = (output: string): string => (output.split('\n', 1)[0] ?? '').split('|', 1)[0]?.trim() ?? '';
