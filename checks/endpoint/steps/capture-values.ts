import type { Comparison } from '../../../src/expectations/comparison.ts';
import { NumberText, parseDocument, writeExactly } from '../../../src/expectations/json-document.ts';
import { exactValuesAt } from '../../../src/expectations/json-path.ts';
import type { CookieJar } from '../../../src/probes/http/cookies.ts';
import type { HttpAnswer } from '../../../src/probes/http/http.ts';
import { isKeptExactly } from '../../../src/text/exact-number.ts';
import type { CaptureParams } from './step-params.ts';
import type { StepValue } from './step-values.ts';

/** Where values are captured from. */
interface CaptureSource {
  readonly answer: HttpAnswer;
  readonly cookies: CookieJar;
}

/** What one capture found: its value, or the comparison that says that there is none. */
export type CapturedValue = { readonly value: StepValue } | { readonly problem: Comparison };

/** The value of one capture. A value that is null or empty is none. */
export const captureValue = async (
  name: string,
  capture: CaptureParams,
  source: CaptureSource,
): Promise<CapturedValue> => {
  const found = await findValue(capture, source);
  const where = describePlace(capture);
  if ('absent' in found)
    return { problem: missingComparison(where, `${where} ${found.absent}, so that \${${name}} has no value`) };
  if (found.text === '')
    return { problem: missingComparison(where, `${where} is empty, so that \${${name}} has no value`) };
  return { value: { ...found, from: source.answer.fullUrl } };
};

type Found = StepValue | { readonly absent: string };

const findValue = async (
  { jsonPath, header, regexp, cookie }: CaptureParams,
  source: CaptureSource,
): Promise<Found> => {
  const { answer, cookies } = source;
  if (header !== undefined)
    return textValue(answer.headers.find(([name]) => name === header.toLowerCase())?.[1], 'is not in the answer');
  if (cookie !== undefined) return textValue(cookies.valueOf(cookie), 'was not set');
  if (answer.bodyProblem !== undefined) return { absent: `cannot be read: ${answer.bodyProblem}` };
  if (regexp === undefined) return captureJson(jsonPath ?? '$', answer.body);
  const match = new RegExp(regexp).exec(answer.body);
  return textValue(match?.[1] ?? match?.[0], 'is not in the body');
};

const textValue = (text: string | undefined, absent: string): Found =>
  text === undefined ? { absent } : { text, json: text };

const captureJson = async (path: string, body: string): Promise<Found> => {
  const parsed = parseDocument(body);
  if (parsed === undefined) return { absent: 'is missing: the body is not JSON' };
  const [first] = await exactValuesAt(parsed, path);
  if (first === undefined) return { absent: 'is missing' };
  if (first.value === null) return { absent: 'is null' };
  const text = typeof first.value === 'string' ? first.value : writeExactly(first.exact);
  // A number that would be rounded goes on as its digits.
  const isRounded = first.exact instanceof NumberText && !isKeptExactly(first.exact.digits);
  return { text, json: isRounded ? text : first.value };
};

const describePlace = ({ jsonPath, header, regexp, cookie }: CaptureParams): string => {
  if (jsonPath !== undefined) return jsonPath;
  if (header !== undefined) return `the header ${header}`;
  return cookie === undefined ? `what matches ${JSON.stringify(regexp)}` : `the cookie ${cookie}`;
};

const missingComparison = (name: string, text: string): Comparison => ({
  name,
  operator: 'capture',
  expected: 'a value',
  actual: null,
  status: 'error',
  reason: 'missing_value',
  text,
});
