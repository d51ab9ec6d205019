import { type InstrumentName, instruments, type Point, pointsOf } from '../points.ts';
import { oneLine } from './plain.ts';
import type { Reporter } from './reporter.ts';

/**
 * Prometheus' text format, version 0.0.4, with the names that the same numbers have when they come by OTLP, under the default
 * translation. For a textfile collector or a Pushgateway.
 */
export const prometheus: Reporter = (report, { job }) => {
  const byInstrument = Map.groupBy(pointsOf(report, job), ({ instrument }) => instrument);
  return [...byInstrument].flatMap(([instrument, points]) => family(instrument, points)).join('');
};

const family = (instrument: InstrumentName, points: readonly Point[]): readonly string[] => {
  const name = prometheusName(instrument);
  const help = oneLine(instruments[instrument].help).replaceAll('\\', '\\\\');
  return [
    `# HELP ${name} ${help}\n`,
    `# TYPE ${name} gauge\n`,
    ...points.map(({ attributes, value }) => `${name}${labels(attributes)} ${value}\n`),
  ];
};

/** Dots become underscores, a unit a suffix; a unit in braces is none. */
export const prometheusName = (instrument: InstrumentName): string =>
  instrument.replaceAll('.', '_') + (instruments[instrument].unit === 's' ? '_seconds' : '');

const labels = (attributes: Point['attributes']): string => {
  const pairs = Object.entries(attributes).map(([name, value]) => `${name.replaceAll('.', '_')}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
};

const escaped = (value: string): string =>
  value.toWellFormed().replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
