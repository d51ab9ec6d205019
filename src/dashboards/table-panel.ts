import { type DynamicConfigValue, MappingType } from '@grafana/grafana-foundation-sdk/dashboard';
import * as table from '@grafana/grafana-foundation-sdk/table';
import type { QueryNames } from './names.ts';
import { type PanelFrame, placePanel, tableQuery } from './panels.ts';

/** A column that shows a number of a query: its heading and how the number is written. */
export interface ValueColumn {
  readonly heading: string;
  readonly expr: string;
  readonly unit?: string;
  /** What stands there for a row that this query has no number for. */
  readonly none?: string;
  /** Colours of numbers: `{ 1: ['missing', 'red'] }`. */
  readonly texts?: Readonly<Record<string, readonly [text: string, color: string]>>;
  readonly hidden?: boolean;
}

/** A table: a row for each set of labels that its queries share, a column for each label and each query. */
export interface TableContent {
  /** Attributes by their headings, in the order of the columns. */
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly ValueColumn[];
  /** Heading of the column to sort by, the greatest first. */
  readonly sortBy: string;
}

const REF_IDS = ['A', 'B', 'C'];

/** The panel of a table. Labels that have no heading are left out of the queries by their `by (...)`. */
export const tablePanel = (
  frame: PanelFrame,
  { labels, values, sortBy }: TableContent,
  names: QueryNames,
): table.PanelBuilder => {
  const valueField = (index: number): string => (values.length === 1 ? 'Value' : `Value #${REF_IDS[index]}`);
  const fields = [
    ...Object.entries(labels).map(([heading, attribute]) => [names.field(attribute), heading] as const),
    ...values.map(({ heading }, index) => [valueField(index), heading] as const),
  ];
  const panel = placePanel(new table.PanelBuilder(), frame)
    .filterable(true)
    .targets(values.map(({ expr }, index) => tableQuery(expr, REF_IDS[index] ?? '')))
    .transformations([
      { id: 'merge', options: {} },
      {
        id: 'organize',
        options: {
          excludeByName: { Time: true },
          indexByName: Object.fromEntries(fields.map(([field], index) => [field, index])),
          renameByName: Object.fromEntries(fields),
        },
      },
      { id: 'sortBy', options: { sort: [{ field: sortBy, desc: true }] } },
    ]);
  for (const value of values) panel.overrideByName(value.heading, lookOf(value));
  return panel;
};

const lookOf = ({ unit, none, texts, hidden }: ValueColumn): DynamicConfigValue[] => [
  ...(unit === undefined ? [] : [{ id: 'unit', value: unit }]),
  ...(none === undefined ? [] : [{ id: 'noValue', value: none }]),
  ...(hidden === true ? [{ id: 'custom.hidden', value: true }] : []),
  ...(texts === undefined ? [] : coloredTexts(texts)),
];

const coloredTexts = (texts: NonNullable<ValueColumn['texts']>): DynamicConfigValue[] => {
  const options = Object.fromEntries(Object.entries(texts).map(([value, [text, color]]) => [value, { text, color }]));
  return [
    { id: 'mappings', value: [{ type: MappingType.ValueToText, options }] },
    { id: 'custom.cellOptions', value: { type: 'color-text' } },
  ];
};
