import { shortenText } from '../../../src/expectations/comparison.ts';
import { compareStatus } from '../../../src/expectations/http-response.ts';
import { type JsonDocument, parseDocument } from '../../../src/expectations/json-document.ts';
import { ProbeError } from '../../../src/model/errors.ts';
import type { Json } from '../../../src/model/json.ts';
import type { HttpAnswer, HttpOptions } from '../../../src/probes/http/http.ts';
import type { BoundProbes } from '../../../src/probes/index.ts';
import { redactUrl } from '../../../src/text/redact-url.ts';
import type { ModelExpectations } from './params.ts';

/** A version as MLflow describes it; every field may be missing or of another type. */
export interface ModelVersion {
  readonly version?: unknown;
  readonly status?: unknown;
  readonly status_message?: unknown;
  readonly creation_timestamp?: unknown;
}

/** The version that is meant, or why there is none. */
export type FoundVersion =
  | { readonly version: ModelVersion; readonly document: JsonDocument; readonly durationMs: number }
  | { readonly absence: string };

type ModelPlace = Pick<ModelExpectations, 'model' | 'alias' | 'stage' | 'version'>;

interface RegistryQuestion {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

/** https://mlflow.org/docs/latest/api_reference/rest-api.html */
const questionOf = ({ model: name, alias, stage, version }: ModelPlace): RegistryQuestion => {
  if (alias !== undefined) return { path: 'registered-models/alias', query: { name, alias } };
  if (version !== undefined) return { path: 'model-versions/get', query: { name, version } };
  return { path: 'registered-models/get-latest-versions', query: { name, stages: stage ?? '' } };
};

/** The version that is meant, for people. */
export const describePlace = ({ model, alias, stage, version }: ModelPlace): string => {
  if (alias !== undefined) return `${model}@${alias}`;
  return version === undefined ? `${model} in ${stage}` : `${model} version ${version}`;
};

/** Asks MLflow for a version. Throws ProbeError where nothing is known of it. */
export const findVersion = async (
  http: BoundProbes['http'],
  base: string,
  options: Omit<HttpOptions, 'url'>,
  meant: ModelPlace,
): Promise<FoundVersion> => {
  const { path, query } = questionOf(meant);
  const pairs = Object.entries(query).map((pair) => pair.map(encodeURIComponent).join('='));
  const root = base.replace(/\/+$/, '');
  const answer = await http({ ...options, url: `${root}/api/2.0/mlflow/${path}?${pairs.join('&')}` });
  const place = describePlace(meant);
  const what = `${redactUrl(root)}: ${place}`;
  if (answer.bodyProblem !== undefined)
    throw new ProbeError('missing_value', `${what}: ${answer.bodyProblem}`, { advice: 'large_answer' });
  const parsed = parseDocument(answer.body);
  if (answer.status !== 200)
    return { absence: `${place}: ${versionAbsenceOrThrow(what, answer, (parsed?.document ?? {}) as RegistryProblem)}` };
  const version = readVersion(parsed?.document, meant.stage !== undefined);
  if (version === undefined) throw notMlflowError(what, answer);
  if (version === null) return { absence: `${place}: there is no such version` };
  return { version, document: parseDocument(JSON.stringify(version)) as JsonDocument, durationMs: answer.durationMs };
};

/** Null where MLflow says that there is none, undefined where it is not MLflow that speaks. */
const readVersion = (document: Json | undefined, isList: boolean): ModelVersion | null | undefined => {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return undefined;
  const fields = document as Readonly<Record<string, Json>>;
  if (isList) return newestOf(fields);
  return isVersion(fields.model_version) ? fields.model_version : undefined;
};

/** MLflow leaves out a list that is empty. */
const newestOf = (fields: Readonly<Record<string, Json>>): ModelVersion | null | undefined => {
  const { model_versions: versions = Object.keys(fields).length === 0 ? [] : undefined } = fields;
  if (!Array.isArray(versions) || !versions.every(isVersion)) return undefined;
  return versions.toSorted((a, b) => Number(b.version) - Number(a.version))[0] ?? null;
};

const isVersion = (value: Json | undefined): value is Json & ModelVersion =>
  typeof value === 'object' && value !== null && 'version' in value;

/** The error of a request (MLflow REST API). */
interface RegistryProblem {
  readonly error_code?: unknown;
  readonly message?: unknown;
}

const SUCCESS = { text: '200', ranges: [[200, 200]] } as const;

/** The words for what is not there. Throws ProbeError for every other answer. */
const versionAbsenceOrThrow = (what: string, answer: HttpAnswer, problem: RegistryProblem): string => {
  const { error_code: code, message: said = '' } = problem;
  const message = shortenText(String(said));
  if (isAbsent(String(code ?? ''), message)) return message;
  const { reason, text, advice } = compareStatus(answer, SUCCESS);
  if (answer.status === 404 && code === undefined) throw notMlflowError(what, answer);
  const isLimited = answer.status === 429 || code === 'REQUEST_LIMIT_EXCEEDED';
  throw new ProbeError(isLimited ? 'status' : reason, `${what}: ${text}${message === '' ? '' : `: ${message}`}`, {
    undecided: isLimited,
    advice: isLimited ? 'throttled' : advice,
  });
};

/** An alias that is not there is a wrong parameter to MLflow 3. */
const isAbsent = (code: string, message: string): boolean =>
  ['RESOURCE_DOES_NOT_EXIST', 'NOT_FOUND'].includes(code) ||
  (code === 'INVALID_PARAMETER_VALUE' && /alias .* not found/i.test(message));

const notMlflowError = (what: string, { status }: HttpAnswer): ProbeError =>
  new ProbeError('protocol', `${what}: the answer (status ${status}) is not that of MLflow's REST API`, {
    advice: 'other_protocol',
  });
