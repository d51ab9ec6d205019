import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { concludeComparisons } from '../../src/expectations/comparison.ts';
import { noteTargetOnAbort } from '../../src/expectations/note-target.ts';
import { promqlRequestParams, toPrometheusOptions } from '../../src/expectations/promql-request.ts';
import { parseQuantity, rangeLimits } from '../../src/expectations/range.ts';
import { unusableOutcome } from '../../src/expectations/unusable-value.ts';
import { duration } from '../../src/params/duration.ts';
import { redactUrl } from '../../src/text/redact-url.ts';
import { burnRates, windowsOf, workbookBurnRates } from './budget/burn-rates.ts';
import { compareBudget, compareBurnRates } from './budget/compare-budget.ts';
import { budgetLeft, burnRateOf, countRequests, WINDOW_PLACEHOLDER } from './budget/count-requests.ts';
import { prometheusRemedies } from './promql/prometheus-remedies.ts';

const windowQuery = () =>
  z
    .string()
    .refine((text) => text.includes(WINDOW_PLACEHOLDER), `it has no ${WINDOW_PLACEHOLDER}: increase(...[$window])`);

export default defineCheck({
  group: 'slo',
  name: 'error-budget',
  title: 'The error budget lasts until the end of its window',
  why: 'A burst of errors and a slow leak both end in a broken promise to users; how fast the budget burns tells which can wait until morning.',
  remedy:
    'See in Prometheus which errors make up the burn and since when; roll back what was rolled out then, and stop risky changes while the budget is spent.',
  remedies: {
    ...prometheusRemedies,
    empty_result:
      'Run the queries by hand: the metric was renamed, its labels changed, or nothing scrapes it any more.',
    config: 'Correct what the message names: the queries, the URL of the API, or the objective.',
  },
  severity: 'sev2',
  timeout: '30s',
  example:
    'url: http://prometheus:9090\nobjective: 99.9%\nwindow: 30d\nerrors: sum(increase(http_requests_total{status=~"5.."}[$window]))\ntotal: sum(increase(http_requests_total[$window]))',
  needs: ['prometheus'],
  params: z
    .strictObject({
      ...promqlRequestParams(),
      objective: z
        .string()
        .transform((text, context) => {
          const share = /%$/.test(text) ? parseQuantity(text, 'base') : undefined;
          if (share !== undefined && share > 0 && share < 1) return share;
          context.addIssue({ code: 'custom', message: `"${text}" is no objective: write 99.9%, between 0% and 100%` });
          return z.NEVER;
        })
        .describe('Share of requests that must be good: `99.9%`'),
      window: duration().prefault('30d').describe('Time in which the objective must be met, 7d or more'),
      errors: windowQuery().describe('PromQL with the number of bad requests in `$window`, one value'),
      total: windowQuery().describe('PromQL with the number of all requests in `$window`, one value'),
      burnRates: burnRates().optional().describe('Burn rates in place of those of the SRE workbook: 14.4, 6, 3 and 1'),
      budgetLeft: rangeLimits('base')
        .prefault({ warn: '0:' })
        .describe('Limits of the share of the budget that is left; below 0 it is spent'),
      minRequests: z
        .number()
        .min(1)
        .default(10)
        .describe('With fewer requests a burn rate is not judged; nor is it ever by a single bad one'),
      onTooFew: unusableOutcome().describe('The whole window has fewer requests than that'),
      onNoErrors: z
        .enum(['zero', 'error'])
        .default('zero')
        .describe('What no series of errors means, as before the first error; the query of all must have one'),
    })
    .refine(({ window }) => window >= 7 * 86_400_000, { path: ['window'], message: 'the window is shorter than 7d' }),
  async run({ prometheus, params, ...context }) {
    const rates = params.burnRates ?? workbookBurnRates(params.window);
    const ask = (query: string) =>
      noteTargetOnAbort(context, redactUrl(params.url), prometheus({ ...toPrometheusOptions(params), query }));
    const counted = await countRequests(ask, windowsOf(rates, params.window), params);
    for (const note of counted.notes) context.note(note);
    if (params.tls?.insecure === true) context.note('the certificate was not verified (tls.insecure)');
    const burning = compareBurnRates(rates, counted, params);
    const comparisons = [...burning.comparisons, ...compareBudget(counted, params)];
    for (const note of burning.notes) context.note(note);
    const whole = counted.of(params.window);
    context.measure('requests', whole.total);
    if (whole.total > 0) context.measure('budget_left', budgetLeft(whole, params.objective) * 100, '%');
    const evidence = {
      url: redactUrl(params.url),
      objective: params.objective,
      requests: whole.total,
      errors: whole.errors,
      burnRates: counted.list.map(({ window, ...one }) => `${window}: ${burnRateOf(one, params.objective).toFixed(2)}`),
    };
    const isBurning = burning.comparisons.some(({ status }) => status !== 'pass');
    return concludeComparisons(context, {
      subject: { target: `objective ${Number((params.objective * 100).toPrecision(8))} %`, evidence },
      comparisons: isBurning ? burning.comparisons : comparisons,
    });
  },
});
