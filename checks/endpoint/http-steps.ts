import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { shareTime } from '../../src/check/share-time.ts';
import { isSafeRequest, requestParams } from '../../src/expectations/http-request.ts';
import { compareLatency, latencyParams } from '../../src/expectations/latency.ts';
import { refuseInvertedLatency } from '../../src/expectations/limit-order.ts';
import { targetSources } from '../../src/params/service-target.ts';
import { cleansUp, cleanUp } from './steps/clean-up.ts';
import { concludeSteps } from './steps/conclude-steps.ts';
import { leftoverParams } from './steps/leftover-params.ts';
import { openStepRun } from './steps/open-step-run.ts';
import { locateLeftovers, locateSteps, stepIssues } from './steps/refuse-steps.ts';
import { placeSteps, runSteps } from './steps/run-steps.ts';
import { sharedStepParams, stepParams } from './steps/step-params.ts';

export default defineCheck({
  group: 'endpoint',
  name: 'http-steps',
  title: 'Requests that follow each other succeed from the first to the last',
  why: 'Users log in, do something and log out: each endpoint may answer while the way through all of them is broken.',
  remedy:
    'The message names the step: compare the expected with the actual answer there; the steps before it worked, so look at what this one needs beside them.',
  remedies: {
    auth: 'Compare the credentials with those of the service, and the step that logs in with what the service wants.',
    missing_value: 'Look at the answer of the step that is named: the value that later steps need is not where it was.',
  },
  severity: 'sev2',
  timeout: '30s',
  example:
    'baseUrl: http://shop\nvariables: { password: { env: SHOP_PASSWORD } }\nsteps:\n  - name: log in\n    url: /login\n    json: { user: monitor, password: "${password}" }\n    capture: { token: { jsonPath: $.token } }\n  - name: list orders\n    url: /orders\n    auth: { bearer: "${token}" }\ncleanup:\n  - name: log out\n    method: DELETE\n    url: /session\n    auth: { bearer: "${token}" }',
  repeatable: ({ steps, cleanup = [], leftovers }) =>
    leftovers === undefined && [...steps, ...cleanup].every(isSafeRequest),
  needs: ['http'],
  ...targetSources('baseUrl'),
  params: z
    .strictObject({
      steps: z
        .array(stepParams())
        .min(1)
        .describe('Requests, in their order; the first that does not succeed ends them'),
      ...sharedStepParams(),
      leftovers: leftoverParams().optional().describe('How to find and remove what a run has made that was killed'),
      ...requestParams(),
      ...latencyParams(),
    })
    .check(refuseInvertedLatency, ({ value, issues }) => {
      const { steps, cleanup, leftovers } = value;
      const located = [...locateSteps('steps', steps), ...locateSteps('cleanup', cleanup)];
      issues.push(...stepIssues([...located, ...locateLeftovers(leftovers)], value));
    }),
  async run({ http, params, ...context }) {
    const run = openStepRun({ http, context, params });
    const time = shareTime(context.remainingMs, cleansUp(params));
    const started = performance.now();
    const outcome = await runSteps(placeSteps(params.steps, 'step'), run, time.forSteps);
    const durationMs = performance.now() - started;
    // After a step that ended them it would be that of some, and look fast.
    if (outcome.compared.length === params.steps.length) context.measure('duration', durationMs / 1000, 's');
    context.looked('steps', outcome.compared.length);
    const cleaned = await cleanUp(params, run, time.forCleanup);
    const whole = outcome.last?.passed === true ? compareLatency(durationMs, params) : [];
    const total = { subject: { target: 'all steps', part: 'all steps', evidence: {} }, comparisons: whole };
    const compared = whole.length === 0 ? outcome.compared : [...outcome.compared, total];
    return concludeSteps(context, { ...outcome, compared }, cleaned);
  },
});
