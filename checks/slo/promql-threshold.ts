import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { concludeComparisons, shortenText } from '../../src/expectations/comparison.ts';
import { noteTargetOnAbort } from '../../src/expectations/note-target.ts';
import { promqlRequestParams, toPrometheusOptions } from '../../src/expectations/promql-request.ts';
import { valueRange } from '../../src/expectations/range.ts';
import { unusableOutcome } from '../../src/expectations/unusable-value.ts';
import { duration } from '../../src/params/duration.ts';
import { redactUrl } from '../../src/text/redact-url.ts';
import { askSeries } from './promql/ask-series.ts';
import { compareSeries } from './promql/compare-series.ts';
import { resolveLimits, workloadLimits } from './promql/limits-of-workload.ts';
import { prometheusRemedies } from './promql/prometheus-remedies.ts';

export default defineCheck({
  group: 'slo',
  name: 'promql-threshold',
  title: 'What Prometheus has measured is within its limits',
  why: 'Users feel errors, latency and a model that went wrong long before a container does: only the numbers show it.',
  remedy:
    'Run the query in Prometheus over the last hours to see since when the value is beyond its limit, then compare with rollouts and the load at that time.',
  remedies: {
    ...prometheusRemedies,
    empty_result: 'Run the query by hand: the metric was renamed, its labels changed, or nothing scrapes it any more.',
    config: 'Correct what the message names: the query, the URL of the API, or the limits.',
  },
  severity: 'sev2',
  example:
    'url: http://prometheus:9090\nquery: >-\n  histogram_quantile(0.95,\n  sum by (le) (rate(http_request_duration_seconds_bucket[5m])))\nwarn: 200ms\nfail: 250ms',
  needs: ['prometheus'],
  wants: ['deployments', 'statefulSets', 'configMaps'],
  wantedBy: {
    parameter: 'limitsFrom',
    views: { deployment: ['deployments'], statefulSet: ['statefulSets'], configMap: ['configMaps'] },
  },
  judges: [],
  params: z
    .strictObject({
      ...promqlRequestParams(),
      query: z.string().trim().min(1).describe('PromQL that answers with numbers'),
      warn: valueRange('base').optional().describe('Degraded when a value is outside of this range'),
      fail: valueRange('base').optional().describe('Failed when a value is outside of this range'),
      limitsFrom: workloadLimits()
        .optional()
        .describe('Limits that stand with the workload, beside or in place of these'),
      series: z
        .enum(['each', 'single'])
        .default('each')
        .describe('Whether each series is judged, or the answer must be a single value'),
      range: z
        .strictObject({
          last: duration().describe('How far it reaches back'),
          step: duration().describe('Time between two values'),
          reduce: z.enum(['last', 'min', 'max', 'avg']).default('last').describe('The value that is judged'),
        })
        .refine(({ last, step }) => step >= 1000 && step <= last, 'the step is from 1s to the whole range')
        .refine(
          ({ last, step }) => last / step <= 11_000,
          'Prometheus answers with 11000 values at most: widen the step',
        )
        .optional()
        .describe('Asks for a time range in place of a moment'),
      baseline: z
        .strictObject({
          offset: duration().describe('How long before: `7d`'),
          compare: z
            .enum(['ratio', 'difference'])
            .default('ratio')
            .describe('Whether the value now is divided by the one before, or that is subtracted from it'),
          min: valueRange('base').optional().describe('Not judged where the value before is outside of this range'),
          onGone: unusableOutcome().describe('A series that was there before and is not now; `ok`: not judged'),
        })
        .optional()
        .describe('Compares with the same query some time before'),
      onEmpty: unusableOutcome().describe('No series at all'),
      onNaN: unusableOutcome().describe('A value that is NaN or infinite; `ok`: not judged'),
      onStale: unusableOutcome().describe('A series that ended within the range; `ok`: not judged'),
    })
    .refine(
      ({ warn, fail, limitsFrom }) => [warn, fail, limitsFrom].some((one) => one !== undefined),
      'nothing is compared: add warn, fail or limitsFrom',
    )
    .refine(
      ({ range, baseline }) => range === undefined || baseline === undefined,
      'range and baseline exclude each other: take the function of a range in the query, avg_over_time for one',
    ),
  async run({ prometheus, params, now, ...context }) {
    const limits = resolveLimits(params, context);
    const ask = (time: Pick<Parameters<typeof prometheus>[0], 'time' | 'range'>) =>
      noteTargetOnAbort(
        context,
        redactUrl(params.url),
        prometheus({ ...toPrometheusOptions(params), query: params.query, ...time }),
      );
    const answered = await askSeries(ask, params, now);
    for (const text of answered.notes) context.note(text);
    const { comparisons, values, texts } = compareSeries(answered, limits, params);
    if (values.length > 0) context.looked('series', values.length);
    if (values.length === 1 && Number.isFinite(values[0])) context.measure('value', values[0] ?? 0);
    if (params.tls?.insecure === true) context.note('the certificate was not verified (tls.insecure)');
    const evidence = { query: params.query, url: redactUrl(params.url), series: texts, ...limits.evidence };
    return concludeComparisons(context, { subject: { target: shortenText(params.query), evidence }, comparisons });
  },
});
