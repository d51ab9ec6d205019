import * as z from 'zod';
import type { Advice } from '../model/advice.ts';
import type { Json } from '../model/json.ts';
import type { ProbeReason } from '../model/reasons.ts';
import { describeAuthentication } from '../probes/http/credentials.ts';
import type { BoundProbes } from '../probes/index.ts';
import { pluralize } from '../text/pluralize.ts';
import { type Comparison, formatValue, shortenText } from './comparison.ts';
import { compareHeaders, headerExpectation } from './http-headers.ts';
import { parseDocument } from './json-document.ts';
import { compareJson, jsonExpectation } from './json-path.ts';
import { compareSchema } from './json-schema.ts';
import { describeMismatch, oneOrMore, regexPattern } from './pattern.ts';
import { describeMissing, quoteText } from './quote-text.ts';
import { formatProblem } from './schema-formats.ts';
import { hasStatus, type StatusSet } from './status-set.ts';

type HttpAnswer = Awaited<ReturnType<BoundProbes['http']>>;

const nonEmptyText = () => z.string().min(1);

/** Parameters of what is expected of a text: a body, or a message. */
export const messageParams = () => ({
  contains: oneOrMore(nonEmptyText()).meta({ title: 'texts' }).optional().describe('Texts that the body must contain'),
  notContains: oneOrMore(nonEmptyText())
    .meta({ title: 'texts' })
    .optional()
    .describe('Texts that the body must not contain'),
  matches: oneOrMore(regexPattern())
    .meta({ title: 'texts' })
    .optional()
    .describe('Regular expressions that must match the body'),
  notMatches: oneOrMore(regexPattern())
    .meta({ title: 'texts' })
    .optional()
    .describe('Regular expressions that must not match the body'),
  jsonPath: z.array(jsonExpectation()).min(1).optional().describe('What the values of a JSON body must be'),
  schema: z
    .record(z.string(), z.json())
    .check((context) => {
      const message = formatProblem(context.value);
      if (message !== undefined) context.issues.push({ code: 'custom', input: context.value, message });
    })
    .optional()
    .describe('JSON Schema that the body must fit; formats are asserted'),
  schemaFile: nonEmptyText().optional().describe('File with a JSON Schema that the body must fit'),
});

type MessageExpectations = z.output<z.ZodObject<ReturnType<typeof messageParams>>>;

/** A text as it was received, or why it is not whole. */
type ReceivedText = Pick<HttpAnswer, 'body' | 'bodyProblem'>;

/** Parameters of what is expected of the answer, beside its status. */
export const responseParams = () => ({
  responseHeaders: z.array(headerExpectation()).min(1).optional().describe('What the headers of the answer must be'),
  ...messageParams(),
  minSize: z.number().int().min(0).optional().describe('Bytes of the body at least'),
  maxSize: z.number().int().min(0).optional().describe('Bytes of the body at most'),
  finalUrl: regexPattern().optional().describe('Regular expression that the URL after all redirects must match'),
});

export type ResponseExpectations = z.output<z.ZodObject<ReturnType<typeof responseParams>>>;

/** The facts of an answer, for findings about it. */
export const answerEvidence = (answer: HttpAnswer): { readonly [key: string]: Json } => ({
  url: answer.url,
  address: answer.address,
  status: answer.status,
  redirects: answer.hops.map((hop) => `${hop.status} ${hop.to}`),
  body: shortenText(answer.body),
  ...(answer.authentication === undefined ? {} : { authentication: { ...answer.authentication } }),
});

/** Whether something is expected of the body, which an answer to HEAD does not have. */
export const wantsBody = (expected: ResponseExpectations): boolean => {
  const { contains, notContains, matches, notMatches, jsonPath, schema, schemaFile, minSize, maxSize } = expected;
  return [contains, notContains, matches, notMatches, jsonPath, schema, schemaFile, minSize, maxSize].some(
    (one) => one !== undefined,
  );
};

/** Refuses expectations of the body of an answer to HEAD. */
export const refuseHeadBody: z.core.CheckFn<ResponseExpectations & { readonly method?: string | undefined }> = ({
  value,
  issues,
}) => {
  if (value.method?.toUpperCase() === 'HEAD' && wantsBody(value))
    issues.push({
      code: 'custom',
      input: value,
      message: 'the answer to HEAD has no body to compare: ask with GET',
    });
};

/** Compares an answer with everything that is expected of it; goes on after a difference. */
export const compareResponse = async (
  answer: HttpAnswer,
  status: StatusSet,
  expected: ResponseExpectations,
): Promise<readonly Comparison[]> => [
  compareStatus(answer, status),
  ...(expected.finalUrl === undefined ? [] : [compareFinalUrl(answer, expected.finalUrl)]),
  ...(await compareHeaders(answer.headers, expected.responseHeaders ?? [])),
  ...compareSize(answer, expected),
  ...(await compareBody(answer, expected)),
];

/** Compares a text with what is expected of it; goes on after a difference. */
export const compareBody = async (
  received: ReceivedText,
  expected: MessageExpectations,
): Promise<readonly Comparison[]> => [
  ...compareText(received, expected),
  ...(await compareDocument(received, expected)),
];

/** Compares the status of an answer; refused credentials have a reason of their own. */
export const compareStatus = (answer: HttpAnswer, set: StatusSet): Comparison => ({
  name: 'status',
  operator: 'in',
  expected: set.text,
  actual: answer.status,
  status: hasStatus(set, answer.status) ? 'pass' : 'fail',
  reason: reasonOfStatus(answer.status),
  ...describeStatus(answer, set),
});

const describeStatus = (answer: HttpAnswer, set: StatusSet): Pick<Comparison, 'text' | 'advice'> => {
  const [hint, advice] = authenticationHint(answer) ?? tlsHint(answer) ?? [];
  return { text: `status is ${answer.status}, expected ${set.text}${hint === undefined ? '' : `; ${hint}`}`, advice };
};

/** What an answer says beyond its status, and what to do about it. */
type StatusHint = readonly [text: string, advice: Advice];

/** How servers word it that a port was asked without TLS: nginx, Go, Apache, Tomcat, Undertow, load balancers. */
const WANTS_TLS =
  /plain(?:text)? HTTP|HTTP request (?:was )?(?:sent )?to an? (?:HTTPS|TLS|SSL)|(?:requires?|wants?|use|speaks?|over) (?:the )?(?:TLS|SSL|HTTPS)\b|(?:TLS|SSL|HTTPS)[ -](?:enabled |only )?(?:server )?(?:port|server|required)/i;

/** How servers word it that they miss or refuse the certificate of the client: nginx, IIS, gateways. */
const WANTS_CLIENT_CERTIFICATE =
  /no required SSL certificate|the SSL certificate error|client certificate (?:is |was )?(?:required|missing|needed|not)|(?:requires?|needs?|no|invalid|missing) (?:an? |valid )*(?:SSL |TLS )?client certificate|\(SSL\) client certificate/i;

const tlsHint = ({ status, url, body, isProxied }: HttpAnswer): StatusHint | undefined => {
  if (status < 400 || status >= 500) return undefined;
  if (url.startsWith('https:'))
    return WANTS_CLIENT_CERTIFICATE.test(body)
      ? ['the server wants a client certificate that it knows (tls: cert, key)', 'client_certificate']
      : undefined;
  if (!WANTS_TLS.test(body)) return undefined;
  return isProxied
    ? ['the port of the proxy, or of what is behind it, wants TLS, and the proxy is asked in the clear', 'proxy']
    : ['the port wants TLS, ask with https://', 'with_tls'];
};

const authenticationHint = ({ authentication, status }: HttpAnswer): StatusHint | undefined => {
  const who = status === 407 ? 'the proxy' : 'the server';
  const words = authentication === undefined ? '' : describeAuthentication(authentication, who);
  return words === '' ? undefined : [words, 'other_scheme'];
};

/** What a status that is not expected means: credentials that are refused, or any other. */
export const reasonOfStatus = (status: number): ProbeReason => {
  if (status === 401 || status === 407) return 'auth';
  return status === 403 ? 'permission' : 'status';
};

const compareFinalUrl = (answer: HttpAnswer, expected: string): Comparison => ({
  name: 'url',
  operator: 'matches',
  expected,
  actual: shortenText(answer.url),
  status: new RegExp(expected).test(answer.url) ? 'pass' : 'fail',
  reason: 'assertion',
  text: `the final URL does not match /${expected}/`,
});

const compareSize = (answer: HttpAnswer, { minSize, maxSize }: ResponseExpectations): readonly Comparison[] => {
  const base = { name: 'size', actual: answer.bytes, unit: 'By', reason: 'threshold' } as const;
  const sizeText = `the body has ${pluralize(answer.bytes, 'byte')}`;
  const comparisons: Comparison[] = [];
  if (minSize !== undefined) {
    const status = answer.bytes >= minSize ? 'pass' : 'fail';
    comparisons.push({
      ...base,
      operator: 'ge',
      expected: minSize,
      status,
      text: `${sizeText}, expected at least ${minSize}`,
    });
  }
  if (maxSize !== undefined) {
    const status = answer.bytes <= maxSize ? 'pass' : 'fail';
    comparisons.push({
      ...base,
      operator: 'le',
      expected: maxSize,
      status,
      text: `${sizeText}, expected at most ${maxSize}`,
    });
  }
  return comparisons;
};

const BODY_OPERATORS = {
  contains: { holds: (body: string, expected: string) => body.includes(expected), describe: describeMissing },
  notContains: {
    holds: (body: string, expected: string) => !body.includes(expected),
    describe: (what: string, _: string, expected: string) => `${what} contains ${formatValue(expected)}`,
  },
  matches: { holds: (body: string, expected: string) => new RegExp(expected).test(body), describe: describeMismatch },
  notMatches: {
    holds: (body: string, expected: string) => !new RegExp(expected).test(body),
    describe: (what: string, _: string, expected: string) => `${what} matches ${formatValue(expected)}`,
  },
} as const;

const compareText = (answer: ReceivedText, expected: MessageExpectations): readonly Comparison[] =>
  (['contains', 'notContains', 'matches', 'notMatches'] as const).flatMap((operator) =>
    (expected[operator] ?? []).map((wanted) => {
      const base = { name: 'body', operator, expected: wanted };
      if (answer.bodyProblem !== undefined) return undecidedComparison(base, answer.bodyProblem);
      const good = BODY_OPERATORS[operator].holds(answer.body, wanted);
      return {
        ...base,
        actual: shortenText(answer.body),
        status: good ? ('pass' as const) : ('fail' as const),
        reason: 'assertion' as const,
        text: good ? 'the body is as expected' : BODY_OPERATORS[operator].describe('the body', answer.body, wanted),
      };
    }),
  );

/**
 * Whether the beginning of a body shows all that is expected of it. Undefined where only its end can: what must not be there,
 * documents and sizes.
 */
export const enoughOfBody = (expected: ResponseExpectations): ((body: string) => boolean) | undefined => {
  const {
    contains = [],
    matches = [],
    notContains,
    notMatches,
    jsonPath,
    schema,
    schemaFile,
    minSize,
    maxSize,
  } = expected;
  const needsEnd = [notContains, notMatches, jsonPath, schema, schemaFile, minSize, maxSize].some(
    (one) => one !== undefined,
  );
  // An anchor at the end may hold for a part and not for the whole.
  if (needsEnd || matches.some((pattern) => /\$|\(\?[!<]/.test(pattern))) return undefined;
  return (body) =>
    contains.every((wanted) => body.includes(wanted)) && matches.every((wanted) => new RegExp(wanted).test(body));
};

const compareDocument = async (answer: ReceivedText, expected: MessageExpectations): Promise<readonly Comparison[]> => {
  const schemas = [expected.schema, expected.schemaFile].filter((source) => source !== undefined);
  const paths = expected.jsonPath ?? [];
  if (schemas.length + paths.length === 0) return [];
  const base = { name: 'body', operator: 'json', expected: 'a JSON document' };
  if (answer.bodyProblem !== undefined) return [undecidedComparison(base, answer.bodyProblem)];
  const parsed = parseDocument(answer.body);
  if (parsed === undefined) return [notJsonComparison(base, answer)];
  const fits = await Promise.all(schemas.map((source) => compareSchema(parsed.document, source)));
  return [...fits, ...(await compareJson(parsed, paths))];
};

const notJsonComparison = (
  base: Pick<Comparison, 'name' | 'operator' | 'expected'>,
  answer: ReceivedText,
): Comparison => ({
  ...base,
  actual: shortenText(answer.body),
  status: 'fail',
  reason: 'protocol',
  text: `the body is not JSON: ${quoteText(answer.body)}`,
});

/** A comparison that cannot be made: an incomplete body neither meets an expectation nor fails it. */
const undecidedComparison = (
  base: Pick<Comparison, 'name' | 'operator' | 'expected'>,
  problem: string,
): Comparison => ({
  ...base,
  actual: null,
  status: 'error',
  reason: 'missing_value',
  text: `${base.operator} cannot be judged: ${problem}`,
});
