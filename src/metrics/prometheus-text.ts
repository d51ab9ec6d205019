import { type InstrumentName, instruments, type Point } from './data-points.ts';

/**
 * The points in Prometheus' text format, version 0.0.4, with the names that the same numbers have when they come by OTLP, under
 * the default translation.
 */
export const expositionOf = (points: readonly Point[]): string => {
  const byInstrument = Map.groupBy(points, ({ instrument }) => instrument);
  return [...byInstrument].flatMap(([instrument, samples]) => family(instrument, samples)).join('');
};

const family = (instrument: InstrumentName, points: readonly Point[]): readonly string[] => {
  const name = prometheusName(instrument);
  const help = instruments[instrument].help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return [
    `# HELP ${name} ${help}\n`,
    `# TYPE ${name} gauge\n`,
    ...points.map(({ attributes, value }) => `${name}${labels(attributes)} ${value}\n`),
  ];
};

/** Dots become underscores, a unit a suffix; a unit in braces is none. */
export const prometheusName = (instrument: InstrumentName): string =>
  instrument.replaceAll('.', '_') + (instruments[instrument].unit === 's' ? '_seconds' : '');

/** An attribute's name as a label: what Prometheus does not allow becomes an underscore, and none begins with a digit. */
export const labelName = (attribute: string): string =>
  attribute.replace(/[^a-zA-Z0-9_]/g, '_').replace(/^(?=\d)/, '_');

const labels = (attributes: Point['attributes']): string => {
  const pairs = Object.entries(attributes).map(([name, value]) => `${labelName(name)}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
};

const escaped = (value: string): string =>
  value.toWellFormed().replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
