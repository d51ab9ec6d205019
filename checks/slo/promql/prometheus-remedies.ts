import type { Check } from '../../../src/check/check.ts';

/** What to do where the API of Prometheus does not answer as such. */
export const prometheusRemedies: Check['remedies'] = {
  protocol: 'Compare the URL with that of the Prometheus API: it is what stands before /api/v1/query.',
  status: 'Compare the URL with that of the Prometheus API: it is what stands before /api/v1/query.',
  dependency: 'See how the server of the numbers fares: its log, its load, and the stores that it asks in turn.',
};
