import * as bargauge from '@grafana/grafana-foundation-sdk/bargauge';
import {
  BarGaugeDisplayMode,
  BigValueColorMode,
  BigValueGraphMode,
  ReduceDataOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { ThresholdsConfigBuilder, ThresholdsMode, type ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as statetimeline from '@grafana/grafana-foundation-sdk/statetimeline';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import { DATASOURCE } from './variables.ts';

/** What every panel says of itself, and its size in Grafana's grid of 24 columns. */
export interface PanelFrame {
  readonly title: string;
  readonly description: string;
  readonly width: number;
  readonly height: number;
}

/** A query of a panel; `legend` is Grafana's template of a name. */
export interface PanelQuery {
  readonly expr: string;
  readonly legend?: string;
  readonly unit?: string;
}

/** The value of now. */
export const instantQuery = (expr: string, refId = 'A', legend = ''): DataqueryBuilder =>
  new DataqueryBuilder().datasource(DATASOURCE).expr(expr).refId(refId).legendFormat(legend).instant();

/** The same as rows of a table. */
export const tableQuery = (expr: string, refId: string): DataqueryBuilder =>
  instantQuery(expr, refId).format(PromQueryFormat.Table);

const rangeQuery = ({ expr, legend = '' }: PanelQuery): DataqueryBuilder =>
  new DataqueryBuilder().datasource(DATASOURCE).expr(expr).refId('A').legendFormat(legend).range();

/** Colours from a number on; the first is for less. */
export type ColorSteps = readonly [below: string, ...(readonly [from: number, color: string])[]];

const thresholds = ([below, ...steps]: ColorSteps): ThresholdsConfigBuilder =>
  new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps([{ value: null, color: below }, ...steps.map(([value, color]) => ({ value, color }))]);

/** The methods that every kind of panel has; each returns the builder itself. */
interface AnyPanelBuilder {
  title(text: string): this;
  description(text: string): this;
  span(columns: number): this;
  height(rows: number): this;
  datasource(source: typeof DATASOURCE): this;
}

/** Gives a panel its words, its size and the source of its data. */
export const placePanel = <Builder extends AnyPanelBuilder>(builder: Builder, frame: PanelFrame): Builder =>
  builder
    .title(frame.title)
    .description(frame.description)
    .span(frame.width)
    .height(frame.height)
    .datasource(DATASOURCE);

/** One number. Without data it says so in words, since an empty number would look like a zero. */
export const numberPanel = (
  frame: PanelFrame,
  { expr, unit = 'short' }: PanelQuery,
  colors: ColorSteps,
): stat.PanelBuilder =>
  placePanel(new stat.PanelBuilder(), frame)
    .unit(unit)
    .noValue('no run')
    .thresholds(thresholds(colors))
    .colorMode(BigValueColorMode.Background)
    .graphMode(BigValueGraphMode.None)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .withTarget(instantQuery(expr));

/** A line for each series, with a gap where there was no run. */
export const trendPanel = (
  frame: PanelFrame,
  { expr, legend = '', unit = 'short' }: PanelQuery,
): timeseries.PanelBuilder =>
  placePanel(new timeseries.PanelBuilder(), frame)
    .unit(unit)
    .min(0)
    .interval('1m')
    .spanNulls(false)
    .withTarget(rangeQuery({ expr, legend }));

/** A row for each series, coloured by the value. */
export const timelinePanel = (
  frame: PanelFrame,
  { expr, legend = '' }: PanelQuery,
  mapping: ValueMapping,
): statetimeline.PanelBuilder =>
  placePanel(new statetimeline.PanelBuilder(), frame)
    .interval('1m')
    .mappings([mapping])
    .mergeValues(true)
    .spanNulls(false)
    .withTarget(rangeQuery({ expr, legend }));

/** A bar for each series, of now. */
export const barPanel = (frame: PanelFrame, { expr, legend = '', unit = 'short' }: PanelQuery): bargauge.PanelBuilder =>
  placePanel(new bargauge.PanelBuilder(), frame)
    .unit(unit)
    .min(0)
    .displayMode(BarGaugeDisplayMode.Basic)
    .thresholds(thresholds(['blue']))
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .withTarget(instantQuery(expr, 'A', legend));
