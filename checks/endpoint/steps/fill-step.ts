import { ProbeError } from '../../../src/model/errors.ts';
import type { Json } from '../../../src/model/json.ts';
import { headerValueProblem } from '../../../src/text/secret-forms.ts';
import { fillTemplate, variablesIn } from '../../../src/text/template.ts';
import { fillUrl } from './fill-url.ts';
import type { StepParams } from './step-params.ts';
import { requireValue, type StepValues } from './step-values.ts';

/** How a value is written where it stands. */
type Encode = (text: string) => string;

const asItIs: Encode = (text) => text;
const asPattern: Encode = (text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
const inJson: Encode = (text) => JSON.stringify(text).slice(1, -1);

/**
 * A step with its values in place, each written as its place wants it: percent-encoded in a URL, escaped in JSON, in a form
 * and in a pattern. @throws {ProbeError} when a value is missing, or cannot stand where it is put.
 */
export const fillStep = (step: StepParams, values: StepValues, baseUrl: string | undefined): StepParams => {
  const asText = <T>(part: T, encode: Encode = asItIs): T => fillPart(part, (text) => fillText(text, values, encode));
  const asJson = <T>(part: T): T => fillPart(part, (text) => fillJson(text, values));
  const headers = asText(step.headers);
  for (const [header, text] of Object.entries(headers)) refuseHeader(header, text);
  return {
    ...step,
    ...asText(pickTexts(step)),
    url: fillUrl(step.url, values, baseUrl),
    headers,
    body: asText(step.body, bodyEncoding(step.headers)),
    json: asJson(step.json),
    jsonPath: asJson(step.jsonPath),
    matches: asText(step.matches, asPattern),
    notMatches: asText(step.notMatches, asPattern),
    finalUrl: asText(step.finalUrl, asPattern),
  };
};

/** Parts in which a value stands as it is. */
const pickTexts = ({ form, auth, bodyFile, responseHeaders, contains, notContains }: StepParams) => ({
  ...{ form, auth, bodyFile, responseHeaders, contains, notContains },
});

/** The names in a step that have no value. */
export const missingNames = (step: StepParams, values: StepValues): readonly string[] =>
  variablesIn(JSON.stringify(step)).filter((name) => !values.has(name));

const refuseHeader = (name: string, text: string): void => {
  const problem = headerValueProblem(text);
  if (problem !== undefined) throw new ProbeError('config', `the header ${name} cannot be sent: ${problem}`);
};

const bodyEncoding = (headers: Readonly<Record<string, string>>): Encode => {
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  if (/\bjson\b/i.test(type)) return inJson;
  return /x-www-form-urlencoded/i.test(type) ? encodeURIComponent : asItIs;
};

/** The same structure with another text in the place of each. */
const fillPart = <T>(part: T, fill: (text: string) => Json): T => {
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return fill(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]));
  };
  return walk(part) as T;
};

const fillText = (text: string, values: StepValues, encode: Encode): string =>
  fillTemplate(text, (name) => encode(requireValue(name, values).text));

/** A text that is nothing but `${name}` becomes the value as it was, a number for one. */
const fillJson = (text: string, values: StepValues): Json => {
  const [only] = variablesIn(text);
  return only !== undefined && text === `\${${only}}`
    ? requireValue(only, values).json
    : fillText(text, values, asItIs);
};
