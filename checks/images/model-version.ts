import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { requestParams, toHttpOptions } from '../../src/expectations/http-request.ts';
import { reasonOfStatus } from '../../src/expectations/http-response.ts';
import { jsonPathText, valuesAt } from '../../src/expectations/json-path.ts';
import { regexPattern } from '../../src/expectations/pattern.ts';
import { matchesSelector, parseSelector } from '../../src/kubernetes/objects/label-selector.ts';
import { isActivePod } from '../../src/kubernetes/objects/pod-lifecycle.ts';
import { isJobPod } from '../../src/kubernetes/objects/pod-owner.ts';
import type { PodRow } from '../../src/kubernetes/views/pods.ts';
import { ProbeError } from '../../src/model/errors.ts';
import { secretOrText } from '../../src/params/secret.ts';
import { type FindingDetails, findingsByOwner } from '../pods/owners/findings-by-owner.ts';
import { formatTimeAgo } from '../pods/state/time-ago.ts';
import { podSelector } from './pod-selector.ts';
import { parseImageReference } from './references/image-reference.ts';
import { tagMatchesVersion } from './references/version-tags.ts';

const modelVersionParams = z.strictObject({
  url: secretOrText().describe('URL of the registry that knows the version, MLflow for one'),
  path: jsonPathText().describe('JSONPath of the version in its answer: `$.model_version.version`'),
  selector: podSelector().describe('Pods that serve the model, as kubectl takes it: `app=fraud-model`'),
  container: z.string().min(1).optional().describe('Container that has it; default: the first one'),
  label: z.string().min(1).optional().describe("Label of the pod that holds the version; default: the image's tag"),
  pattern: regexPattern()
    .optional()
    .describe('Regular expression whose first group is the version in the tag or label'),
  ...requestParams(),
});

export default defineCheck({
  group: 'images',
  name: 'model-version',
  title: 'The model that runs is the one that the registry names',
  why: 'A service can be healthy and answer wrongly for days: its image holds another version of the model.',
  remedy: 'Compare the image tag with the version in the registry, then deploy the one that should run.',
  severity: 'sev2',
  example:
    'url: http://mlflow/api/2.0/mlflow/registered-models/alias?name=payments-fraud&alias=champion\npath: $.model_version.version\nselector: app=payments-api',
  needs: ['http', 'pods'],
  params: modelVersionParams,
  async run({ http, pods, params, now, assertion }) {
    const expected = await registryVersion(await http({ ...toHttpOptions(params), url: params.url }), params.path);
    const selector = parseSelector(params.selector);
    const serving = pods
      .filter((pod) => isActivePod(pod) && !isJobPod(pod) && matchesSelector(selector, pod.labels))
      .map((pod) => ({ pod, ...servedModel(pod, params) }));
    if (serving.length === 0) throw new ProbeError('empty_result', `no pod matches "${params.selector}"`);
    const wrong = serving.filter(({ version }) => version === undefined || !tagMatchesVersion(version, expected));
    const actual = [...new Set(serving.map(({ version }) => version ?? 'none'))];
    const status = wrong.length === 0 ? 'pass' : 'fail';
    assertion({ name: 'model version', operator: 'eq', expected, actual, status });
    return findingsByOwner(wrong, (example) => modelMismatchDetails(example, expected, now));
  },
});

type RegistryAnswer = {
  readonly status: number;
  readonly body: string;
  readonly url: string;
  readonly bodyProblem?: string | undefined;
};

/** The version in the registry's answer. @throws when there is none: then nothing can be compared. */
const registryVersion = async (answer: RegistryAnswer, at: string): Promise<string> => {
  if (answer.status < 200 || answer.status > 299)
    throw new ProbeError(reasonOfStatus(answer.status), `${answer.url}: status is ${answer.status}, expected 2xx`);
  if (answer.bodyProblem !== undefined) throw new ProbeError('protocol', `${answer.url}: ${answer.bodyProblem}`);
  const [version] = await valuesAt(parseAnswer(answer), at);
  if (typeof version === 'string' && version !== '') return version;
  if (typeof version === 'number') return `${version}`;
  throw new ProbeError('missing_value', `${answer.url}: there is no version at ${at}`);
};

const parseAnswer = ({ body, url }: RegistryAnswer) => {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new ProbeError('protocol', `${url}: the body is not JSON`, { cause });
  }
};

interface ServedModel {
  readonly image: string;
  readonly container?: string;
  /** Undefined: neither tag nor label holds one. */
  readonly version: string | undefined;
}

const servedModel = (
  { template, labels }: PodRow,
  { container, label, pattern }: z.output<typeof modelVersionParams>,
): ServedModel => {
  const spec =
    container === undefined ? template.containers[0] : template.containers.find(({ name }) => name === container);
  const image = spec?.image ?? '';
  const text = label === undefined ? parseImageReference(image).tag : labels[label];
  const version = pattern === undefined ? text : new RegExp(pattern).exec(text ?? '')?.[1];
  return { image, version, ...(spec === undefined ? {} : { container: spec.name }) };
};

const modelMismatchDetails = (
  { pod, image, version }: ServedModel & { pod: PodRow },
  expected: string,
  now: number,
): FindingDetails => ({
  reason: 'version_mismatch',
  message: `model version ${version ?? 'unknown'} runs (image ${image}), the registry names ${expected}; the pod started ${formatTimeAgo(now, pod.createdAt)}`,
  evidence: { image, version: version ?? null, expected, runningSince: new Date(pod.createdAt).toISOString() },
});
