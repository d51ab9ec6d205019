import type { Resource } from '@opentelemetry/resources';
import { MeterProvider, MetricReader, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { type DataPoint, metricInstruments } from './instruments.ts';

/**
 * A reader for one collection. The periodic reader of the SDK exports at flush and again at shutdown, hides errors and keeps
 * the process alive while its transport retries.
 */
class OneShotReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/**
 * The points as the SDK's own data, for any of its exporters. `labels` are put on every point.
 * @throws {Error} when the SDK could not collect them.
 */
export const collectMetrics = async (
  points: readonly DataPoint[],
  resource: Resource,
  labels: Readonly<Record<string, string>>,
): Promise<ResourceMetrics> => {
  // The default limit of 2,000 series per instrument would merge the states of 400 checks into one overflow series.
  const reader = new OneShotReader({ cardinalitySelector: () => points.length + 1 });
  const provider = new MeterProvider({ resource, readers: [reader] });
  const meter = provider.getMeter('kavmon');
  const gauges = new Map(
    Object.entries(metricInstruments).map(([name, { unit, help }]) => [
      name,
      meter.createGauge(name, { unit, description: help }),
    ]),
  );
  for (const { instrument, value, attributes } of points) {
    gauges.get(instrument)?.record(value, { ...labels, ...attributes });
  }
  const { resourceMetrics, errors } = await reader.collect();
  if (errors.length > 0) throw new Error('the metrics could not be collected', { cause: errors[0] });
  return resourceMetrics;
};
