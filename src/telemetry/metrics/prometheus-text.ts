import { stripControls } from '../../text/sanitize.ts';
import { type DataPoint, type InstrumentName, metricInstruments } from './instruments.ts';

/**
 * The points in Prometheus' text format, version 0.0.4, with the metric names that Prometheus by default gives them when they
 * come by OTLP.
 */
export const renderPrometheusText = (points: readonly DataPoint[]): string => {
  const byInstrument = Map.groupBy(points, ({ instrument }) => instrument);
  return [...byInstrument].flatMap(([instrument, samples]) => metricFamily(instrument, samples)).join('');
};

const metricFamily = (instrument: InstrumentName, points: readonly DataPoint[]): readonly string[] => {
  const name = prometheusName(instrument);
  const help = metricInstruments[instrument].help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return [
    `# HELP ${name} ${help}\n`,
    `# TYPE ${name} gauge\n`,
    ...points.map(({ attributes, value }) => `${name}${formatLabels(attributes)} ${value}\n`),
  ];
};

/** The metric name: dots become underscores, the unit a suffix; a unit in braces has none. */
export const prometheusName = (instrument: InstrumentName): string =>
  instrument.replaceAll('.', '_') + (metricInstruments[instrument].unit === 's' ? '_seconds' : '');

/** The label name of an attribute: characters that Prometheus does not allow become underscores, no digit comes first. */
export const labelName = (attribute: string): string =>
  attribute.replace(/[^a-zA-Z0-9_]/g, '_').replace(/^(?=\d)/, '_');

const formatLabels = (attributes: DataPoint['attributes']): string => {
  const pairs = Object.entries(attributes).map(([name, value]) => `${labelName(name)}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
};

const escapeLabel = (value: string): string =>
  stripControls(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
