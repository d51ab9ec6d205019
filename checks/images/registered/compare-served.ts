import type { CheckContext } from '../../../src/check/check.ts';
import type { ComparedTarget, Comparison } from '../../../src/expectations/comparison.ts';
import { shortenText } from '../../../src/expectations/comparison.ts';
import { authorizationHeader, exchangedAuth, toHttpBody } from '../../../src/expectations/http-request.ts';
import { compareStatus } from '../../../src/expectations/http-response.ts';
import { parseDocument } from '../../../src/expectations/json-document.ts';
import { valuesAt } from '../../../src/expectations/json-path.ts';
import { noteTargetOnAbort } from '../../../src/expectations/note-target.ts';
import { quoteText } from '../../../src/expectations/quote-text.ts';
import { SUCCESS_STATUSES } from '../../../src/expectations/status-set.ts';
import { ProbeError } from '../../../src/model/errors.ts';
import { statusOfProblem } from '../../../src/model/reasons.ts';
import type { HttpAnswer } from '../../../src/probes/http/http.ts';
import type { BoundProbes } from '../../../src/probes/index.ts';
import { redactUrl } from '../../../src/text/redact-url.ts';
import { isSameVersion } from '../references/version-tags.ts';
import type { ServedEndpoint } from './params.ts';

/** What is asked of endpoints, and where it came from. */
export interface Agreement {
  /** What each must say. */
  readonly expected: string;
  /** The version in the registry, for messages: `churn@champion`. */
  readonly place: string;
}

/** Asks an endpoint what it serves, and compares that with what the registry says. An endpoint without an answer fails. */
export const compareServed = async (
  http: BoundProbes['http'],
  endpoint: ServedEndpoint,
  agreement: Agreement,
  context: Pick<CheckContext<unknown>, 'signal' | 'note'>,
): Promise<ComparedTarget> => {
  const url = redactUrl(endpoint.url);
  const subject = { target: url, part: url, evidence: {} };
  try {
    const answer = await noteTargetOnAbort(context, url, askServed(http, endpoint));
    const status = compareStatus(answer, SUCCESS_STATUSES);
    if (status.status !== 'pass') return { subject, comparisons: [status] };
    return { subject, comparisons: [status, await compareAnswer(answer, endpoint, agreement)] };
  } catch (error) {
    if (!(error instanceof ProbeError)) throw error;
    return { subject, comparisons: [unasked(error, agreement)] };
  }
};

const askServed = (http: BoundProbes['http'], endpoint: ServedEndpoint): Promise<HttpAnswer> => {
  const { url, method, headers, auth, tls } = endpoint;
  const body = toHttpBody(endpoint);
  const all = { ...body.headers, ...headers, ...authorizationHeader(auth) };
  return http({ ...body, url, method, headers: all, auth: exchangedAuth(auth), tls });
};

const compareAnswer = async (
  answer: HttpAnswer,
  endpoint: ServedEndpoint,
  { expected, place }: Agreement,
): Promise<Comparison> => {
  const base = { name: 'served version', operator: 'eq', expected };
  const found = await servedTexts(answer, endpoint);
  if (typeof found === 'string')
    return { ...base, actual: null, status: 'error', reason: 'missing_value', text: found };
  const wrong = found.filter((text) => !isSameVersion(text, expected));
  const actual = shortenText([...new Set(found)].join(', '));
  return {
    ...base,
    actual,
    reason: 'assertion',
    status: wrong.length === 0 ? 'pass' : 'fail',
    text: `${shortenText([...new Set(wrong)].join(', '))} is served, ${place} is ${expected}`,
  };
};

/** The versions that an answer names, or why there are none. Throws ProbeError `protocol` for what is no JSON. */
const servedTexts = async (
  answer: HttpAnswer,
  { path, header, pattern }: ServedEndpoint,
): Promise<readonly string[] | string> => {
  const where = path ?? `the header ${header}`;
  const texts = header === undefined ? await textsAt(answer, path ?? '$') : textsOfHeader(answer, header);
  if (typeof texts === 'string') return texts;
  if (texts.length === 0) return `${where} is missing in the answer`;
  if (pattern === undefined) return texts;
  const found = texts.flatMap((text) => new RegExp(pattern).exec(text)?.[1] ?? []);
  return found.length === texts.length
    ? found
    : `${where} does not match the pattern: ${shortenText(texts.join(', '))}`;
};

const textsOfHeader = ({ headers }: HttpAnswer, name: string): readonly string[] =>
  headers.filter(([line]) => line === name.toLowerCase()).map(([, value]) => value);

const textsAt = async ({ body, bodyProblem }: HttpAnswer, path: string): Promise<readonly string[] | string> => {
  if (bodyProblem !== undefined) return `the answer cannot be read: ${bodyProblem}`;
  const parsed = parseDocument(body);
  if (parsed === undefined) throw new ProbeError('protocol', `the body is not JSON: ${quoteText(body)}`);
  const values = await valuesAt(parsed.document, path);
  return values.filter((value) => typeof value === 'string' || typeof value === 'number').map(String);
};

const unasked = ({ reason, message, advice, undecided }: ProbeError, { expected }: Agreement): Comparison => ({
  name: 'served version',
  operator: 'eq',
  expected,
  actual: null,
  status: statusOfProblem({ reason, undecided }),
  reason,
  text: message,
  advice,
});
