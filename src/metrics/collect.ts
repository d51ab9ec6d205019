import type { Resource } from '@opentelemetry/resources';
import { MeterProvider, MetricReader, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { instruments, type Point } from './data-points.ts';

/**
 * A reader that is asked once. The periodic one exports at flush and again at shutdown, swallows errors and keeps the
 * process alive for as long as its transport retries.
 */
class OneShotReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** The points as the SDK's own data, ready for any of its exporters. `labels` are put on every point. */
export const collect = async (
  points: readonly Point[],
  resource: Resource,
  labels: Readonly<Record<string, string>>,
): Promise<ResourceMetrics> => {
  // The default limit of 2,000 series an instrument folds the states of 400 checks into one overflow series.
  const reader = new OneShotReader({ cardinalitySelector: () => points.length + 1 });
  const provider = new MeterProvider({ resource, readers: [reader] });
  const meter = provider.getMeter('kavmon');
  const gauges = new Map(
    Object.entries(instruments).map(([name, { unit, help }]) => [
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
