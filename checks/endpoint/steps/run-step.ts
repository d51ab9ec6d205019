import type * as z from 'zod';
import type { CheckContext } from '../../../src/check/check.ts';
import type { ComparedTarget, Comparison } from '../../../src/expectations/comparison.ts';
import {
  authorizationHeader,
  exchangedAuth,
  type requestParams,
  toHttpBody,
  toHttpOptions,
} from '../../../src/expectations/http-request.ts';
import { answerEvidence, compareResponse, enoughOfBody, wantsBody } from '../../../src/expectations/http-response.ts';
import { compareLatency } from '../../../src/expectations/latency.ts';
import { ProbeError, rewordError } from '../../../src/model/errors.ts';
import type { DigestMemory } from '../../../src/probes/http/authenticate.ts';
import type { CookieJar } from '../../../src/probes/http/cookies.ts';
import type { HttpAnswer } from '../../../src/probes/http/http.ts';
import type { BoundProbes } from '../../../src/probes/index.ts';
import { redactUrl } from '../../../src/text/redact-url.ts';
import { captureValue } from './capture-values.ts';
import { fillStep } from './fill-step.ts';
import { measureName } from './measure-name.ts';
import type { StepParams } from './step-params.ts';
import type { StepValues } from './step-values.ts';

/** What steps share, and hand on. */
export interface StepRun {
  readonly http: BoundProbes['http'];
  readonly context: Pick<CheckContext<unknown>, 'measure' | 'secret' | 'note' | 'now'>;
  readonly params: z.output<z.ZodObject<ReturnType<typeof requestParams>>> & { readonly baseUrl?: string | undefined };
  readonly values: StepValues;
  readonly cookies: CookieJar;
  readonly challenges: DigestMemory;
}

/** A step in its place: `step 2 of 4, "login"`. */
export interface PlacedStep {
  readonly step: StepParams;
  readonly place: string;
}

export interface StepOutcome {
  readonly compared: ComparedTarget;
  readonly answer: HttpAnswer;
  /** Whether the next step may follow: everything held, and every value was found. */
  readonly passed: boolean;
}

/**
 * Sends the request of a step, compares its answer and captures its values, which are hidden at once unless they may be read.
 * @throws {ProbeError} naming the step, or the signal's reason.
 */
export const runStep = async (placed: PlacedStep, run: StepRun, limitMs: number): Promise<StepOutcome> => {
  const { step, place } = placed;
  const { filled, answer } = await requestStep(placed, run, limitMs);
  run.context.measure(`${measureName(step.name)}_duration`, answer.durationMs / 1000, 's');
  const comparisons = [
    ...(await compareResponse(answer, filled.status, filled)),
    ...compareLatency(answer.durationMs, filled),
  ];
  const holds = comparisons.every(({ status }) => status === 'pass' || status === 'warn');
  const missing = await captureAll(step, answer, run);
  // After another answer than expected, what it lacks says nothing more.
  const all = holds ? [...comparisons, ...missing] : comparisons;
  const target = `${place}: ${answer.method} ${answer.url}`;
  return {
    compared: {
      subject: { target, part: place, evidence: { step: step.name, ...answerEvidence(answer) } },
      comparisons: all,
    },
    answer,
    passed: holds && missing.length === 0,
  };
};

/** Sends the request of a step, without a look at its answer. @throws {ProbeError} naming the step, or the signal's reason. */
export const requestStep = async (
  { step, place }: PlacedStep,
  run: StepRun,
  limitMs: number,
): Promise<{ readonly filled: StepParams; readonly answer: HttpAnswer }> => {
  const filled = nameStep(place, () => fillStep(step, run.values, run.params.baseUrl));
  const answer = await sendStep(step, filled, run, limitMs).catch((error: unknown) => {
    throw placeError(error, place, describeRequest(filled));
  });
  return { filled, answer };
};

const sendStep = (step: StepParams, filled: StepParams, run: StepRun, limitMs: number): Promise<HttpAnswer> => {
  const shared = toHttpOptions(run.params);
  const body = toHttpBody(filled);
  const own = { ...filled.headers, ...authorizationHeader(filled.auth) };
  const isAway = leadsAway(step.url, filled.url, run);
  const { authorization: sharedAuthorization, ...sharedHeaders } = lowerNames(isAway ? {} : shared.headers);
  const hasOwn = filled.auth !== undefined || sharedAuthorization === undefined;
  const common = hasOwn ? sharedHeaders : { ...sharedHeaders, authorization: sharedAuthorization };
  return run.http({
    ...shared,
    ...body,
    url: filled.url,
    method: filled.method,
    headers: { ...body.headers, ...common, ...lowerNames(own) },
    redirects: filled.redirects ?? shared.redirects,
    // Captured values may stand anywhere in the body.
    enough: Object.keys(step.capture).length > 0 && !wantsBody(filled) ? undefined : enoughOfBody(filled),
    cookies: run.cookies,
    challenges: run.challenges,
    auth: filled.auth === undefined && !isAway ? shared.auth : exchangedAuth(filled.auth),
    limitMs,
  });
};

const lowerNames = (headers: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** Whether an answer has led to another origin: credentials that all steps share do not go there. */
const leadsAway = (template: string, url: string, { values, params }: StepRun): boolean => {
  const from = [...values].find(([name]) => template.startsWith(`\${${name}}`))?.[1].from ?? params.baseUrl;
  return template.startsWith('${') && from !== undefined && URL.parse(from)?.origin !== URL.parse(url)?.origin;
};

const captureAll = async (step: StepParams, answer: HttpAnswer, run: StepRun): Promise<readonly Comparison[]> => {
  const problems: Comparison[] = [];
  for (const [name, capture] of Object.entries(step.capture)) {
    const captured = await captureValue(name, capture, { answer, cookies: run.cookies });
    if ('problem' in captured) problems.push(captured.problem);
    else {
      if (capture.secret) run.context.secret(captured.value.text);
      run.values.set(name, captured.value);
    }
  }
  return problems;
};

const describeRequest = ({ method, url }: StepParams): string =>
  `${method?.toUpperCase() ?? ''} ${redactUrl(url)}`.trim();

const nameStep = <T>(place: string, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    throw placeError(error, place);
  }
};

/** The same error with its step in front, and with the request where the message does not have it. */
const placeError = (error: unknown, place: string, request = ''): unknown => {
  if (!(error instanceof ProbeError)) return error;
  const { message } = error;
  const text = message.includes(request) ? message : `${request}: ${message}`;
  return rewordError(error, `${place}: ${text}`);
};
