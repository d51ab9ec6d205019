import * as z from 'zod';
import { authParams, bodyParams, refuseSeveralBodies } from '../../../src/expectations/http-request.ts';
import { refuseHeadBody, responseParams } from '../../../src/expectations/http-response.ts';
import { jsonPathText } from '../../../src/expectations/json-path.ts';
import { latencyParams } from '../../../src/expectations/latency.ts';
import { refuseEmptySize, refuseInvertedLatency } from '../../../src/expectations/limit-order.ts';
import { regexPattern } from '../../../src/expectations/pattern.ts';
import { statusSet } from '../../../src/expectations/status-set.ts';
import { httpUrl } from '../../../src/params/http-url.ts';
import { refuseText } from '../../../src/params/refuse-text.ts';
import { secretOrText, secretTemplate } from '../../../src/params/secret.ts';
import { httpTarget } from '../../../src/params/service-target.ts';
import { httpUrlProblem } from '../../../src/text/http-url.ts';
import { headerValueProblem } from '../../../src/text/secret-forms.ts';
import { hasVariables } from '../../../src/text/template.ts';

/** A name for `${name}`. */
const variableName = () => z.string().regex(/^[A-Za-z_]\w*$/, 'a name has letters, digits and underscores only');

const captureParams = () =>
  z
    .strictObject({
      jsonPath: jsonPathText().optional().describe('JSONPath in the body; the first value counts'),
      header: z.string().min(1).optional().describe('Name of a header of the answer'),
      regexp: regexPattern()
        .optional()
        .describe('Regular expression in the body; its first group counts, else all of it'),
      cookie: z.string().min(1).optional().describe('Name of a cookie that was set'),
      secret: z.boolean().default(true).describe('Hides the value in all output; false for one that may be read'),
    })
    .refine(
      ({ jsonPath, header, regexp, cookie }) =>
        [jsonPath, header, regexp, cookie].filter((one) => one !== undefined).length === 1,
      'give one of jsonPath, header, regexp and cookie',
    )
    .meta({ title: 'capture' });

export type CaptureParams = z.output<ReturnType<typeof captureParams>>;

/** A URL of a step: of its own, a path behind `baseUrl`, or one that begins with `${name}`. */
const stepUrl = () =>
  secretTemplate().check(
    refuseText((text) => (hasVariables(text) || /^\/(?!\/)/.test(text) ? undefined : httpUrlProblem(text))),
  );

/** Parameters of who asks, and where. */
export const stepRequestParams = () => ({
  url: stepUrl().describe('URL to ask, or its path behind `baseUrl`; `${name}` is encoded for its place'),
  headers: z
    .record(z.string(), secretTemplate().check(refuseText(headerValueProblem)))
    .default({})
    .describe('Request headers of this step, beside those of the check'),
  auth: authParams(secretTemplate, secretTemplate).optional().describe("Credentials, in place of the check's"),
});

/** Parameters of a step beside its name. */
const stepShape = () => ({
  ...stepRequestParams(),
  ...bodyParams(secretTemplate),
  redirects: z.enum(['follow', 'none']).optional().describe("What to do with a redirect, in place of the check's"),
  status: statusSet().prefault('2xx').describe('Status codes to accept'),
  ...responseParams(),
  ...latencyParams(),
  capture: z
    .record(variableName(), captureParams())
    .default({})
    .describe('Values of the answer that later steps use as `${name}`'),
});

/** Schema of one request of several, with the keys of `http-endpoint`. */
export const stepParams = () =>
  z
    .strictObject({
      name: z.string().trim().min(1).max(60).describe('Name of the step, for messages and measures'),
      ...stepShape(),
    })
    .check(refuseInvertedLatency, refuseEmptySize, refuseSeveralBodies, refuseHeadBody)
    .meta({ title: 'step' });

/** Schema of the request that starts a job. Its redirects are not followed: a 303 says where the job is. */
export const submitParams = () =>
  z
    .strictObject({
      ...stepShape(),
      method: z
        .string()
        .regex(/^[A-Za-z]+$/)
        .default('POST')
        .describe('Method'),
      status: statusSet().prefault('200-299,303').describe('Status codes to accept'),
      redirects: z
        .enum(['follow', 'none'])
        .default('none')
        .describe('What to do with a redirect; a 303 leads to the job'),
    })
    .check(refuseInvertedLatency, refuseEmptySize, refuseSeveralBodies, refuseHeadBody);

/** Schema of a request about leftovers, with this method and these statuses when it does not say otherwise. */
export const leftoverRequest = (method = 'GET', status = '2xx') =>
  z
    .strictObject({
      ...stepRequestParams(),
      ...bodyParams(secretTemplate),
      method: z
        .string()
        .regex(/^[A-Za-z]+$/)
        .default(method)
        .describe('Method'),
      status: statusSet().prefault(status).describe('Status codes to accept'),
    })
    .check(refuseSeveralBodies);

export type StepParams = z.output<ReturnType<typeof stepParams>>;

/** Parameters that all steps share, beside those of `requestParams`. */
export const sharedStepParams = () => ({
  baseUrl: httpUrl().optional().describe('What stands in front of the URLs of steps that begin with a slash'),
  target: httpTarget().optional(),
  variables: z
    .record(variableName(), secretOrText())
    .default({})
    .describe(
      'Values for `${name}` in all steps, plain or by reference; `${runId}` is always there and new in each run',
    ),
  cleanup: z
    .array(stepParams())
    .min(1)
    .optional()
    .describe('Steps that run at the end in any case, also after a failure: they remove what was made, or log out'),
});
