import * as z from 'zod';
import { responseParams } from '../../../src/expectations/http-response.ts';
import { jsonPathText } from '../../../src/expectations/json-path.ts';
import { refuseEmptySize } from '../../../src/expectations/limit-order.ts';
import { statusSet } from '../../../src/expectations/status-set.ts';
import { duration } from '../../../src/params/duration.ts';
import { stepRequestParams } from '../steps/step-params.ts';

const stateNames = () => z.array(z.string().min(1)).min(1);

interface StateLists {
  readonly state?: string | undefined;
  readonly succeeded: readonly string[];
  readonly failed: readonly string[];
  readonly running?: readonly string[] | undefined;
}

const refuseUnclearStates: z.core.CheckFn<StateLists> = ({ value, issues }) => {
  const { succeeded, failed, running = [], state } = value;
  const all = [...succeeded, ...failed, ...running].map((one) => one.toLowerCase());
  const twice = all.find((one, index) => all.indexOf(one) !== index);
  if (twice !== undefined)
    issues.push({ code: 'custom', input: value, message: `the state "${twice}" stands in two lists, or twice in one` });
  if (state === undefined && value.running !== undefined)
    issues.push({ code: 'custom', path: ['running'], input: value, message: 'states are read at a path: give state' });
};

/** Schema of how a job is asked for its state. */
export const pollParams = () =>
  z
    .strictObject({
      ...stepRequestParams(),
      url: stepRequestParams().url.optional().describe('URL of the job; default: the Location of the answer to submit'),
      state: jsonPathText()
        .optional()
        .describe('JSONPath of the state; without it 202 means running, and any other success or a 303 done'),
      succeeded: stateNames()
        .default(['succeeded', 'success', 'successful', 'completed', 'complete', 'done', 'finished'])
        .describe('States of a job that is done, in any case'),
      failed: stateNames()
        .default(['failed', 'failure', 'error', 'aborted', 'cancelled', 'canceled', 'expired', 'rejected', 'timeout'])
        .describe('States of a job that will not be done, in any case'),
      running: stateNames()
        .optional()
        .describe('States of a job that goes on, in any case; any other one is an error then. Default: all others'),
      message: jsonPathText().optional().describe('JSONPath of what the job says when it fails'),
      interval: duration()
        .prefault('1s')
        .describe('Pause between two polls; a longer Retry-After of the service counts'),
      backoff: z
        .number()
        .min(1)
        .max(10)
        .default(1)
        .describe('Factor by which each pause is longer than the one before'),
      maxInterval: duration().prefault('30s').describe('Longest pause'),
    })
    .check(refuseUnclearStates);

export type PollParams = z.output<ReturnType<typeof pollParams>>;

/** Schema of what is expected of a job that is done. */
export const resultParams = () =>
  z
    .strictObject({
      ...stepRequestParams(),
      url: stepRequestParams()
        .url.optional()
        .describe('URL of the result; default: the last answer about the job is it'),
      status: statusSet().prefault('2xx').describe('Status codes to accept'),
      ...responseParams(),
    })
    .check(refuseEmptySize);
