import * as z from 'zod';
import { formatRange, parseQuantity, type RangeLimits, type ValueRange } from '../../../src/expectations/range.ts';
import type { ClusterViews } from '../../../src/kubernetes/resources.ts';
import { ProbeError } from '../../../src/model/errors.ts';
import type { Json } from '../../../src/model/json.ts';

const KINDS = {
  deployment: ['Deployment', 'deployments', 'annotation or label'],
  statefulSet: ['StatefulSet', 'statefulSets', 'annotation or label'],
  configMap: ['ConfigMap', 'configMaps', 'key'],
} as const;

type KindKey = keyof typeof KINDS;

const BOUNDS = ['failAbove', 'failBelow', 'warnAbove', 'warnBelow'] as const;

const nameText = () => z.string().min(1).optional();

/** Schema of where limits stand with the workload. */
export const workloadLimits = () =>
  z
    .strictObject({
      namespace: z.string().min(1).describe('Namespace of the object'),
      deployment: nameText().describe('Name of the Deployment'),
      statefulSet: nameText().describe('Name of the StatefulSet'),
      configMap: nameText().describe('Name of the ConfigMap'),
      failAbove: nameText().describe('Annotation, label or key of the ConfigMap with the number to fail above'),
      failBelow: nameText().describe('The same for the number to fail below'),
      warnAbove: nameText().describe('The same for the number to warn above'),
      warnBelow: nameText().describe('The same for the number to warn below'),
    })
    .refine((given) => kindsOf(given).length === 1, 'give one of deployment, statefulSet and configMap')
    .refine((given) => BOUNDS.some((bound) => given[bound] !== undefined), `give one of ${BOUNDS.join(', ')}`)
    .meta({ title: 'limitsFrom' });

type WorkloadLimits = z.output<ReturnType<typeof workloadLimits>>;

const kindsOf = (given: { readonly [key in KindKey]?: string | undefined }): readonly KindKey[] =>
  (Object.keys(KINDS) as KindKey[]).filter((key) => given[key] !== undefined);

/** Limits to compare with, and where they come from. */
export interface ResolvedLimits extends RangeLimits {
  readonly text: string;
  readonly evidence: { readonly [key: string]: Json };
}

type LimitViews = { readonly [Name in 'deployments' | 'statefulSets' | 'configMaps']?: ClusterViews[Name] | undefined };

/** The limits of the parameters, where the workload has none of its own. Throws ProbeError when one cannot be read. */
export const resolveLimits = (
  { warn, fail, limitsFrom }: RangeLimits & { readonly limitsFrom?: WorkloadLimits | undefined },
  views: LimitViews,
): ResolvedLimits => {
  if (limitsFrom === undefined) return { warn, fail, text: describeLimits({ warn, fail }), evidence: {} };
  const { object, entries } = readEntries(limitsFrom, views);
  const read = (bound: (typeof BOUNDS)[number]): number | undefined => {
    const key = limitsFrom[bound];
    return key === undefined ? undefined : readLimit(entries, key, object);
  };
  const limits = {
    warn: rangeBetween(read('warnBelow'), read('warnAbove')) ?? warn,
    fail: rangeBetween(read('failBelow'), read('failAbove')) ?? fail,
  };
  return { ...limits, text: describeLimits(limits), evidence: { limitsFrom: object } };
};

/** The limits, for people. */
const describeLimits = ({ warn, fail }: RangeLimits): string =>
  [fail, warn].flatMap((limit) => (limit === undefined ? [] : [formatRange(limit)])).join(', warns unless ');

const rangeBetween = (min: number | undefined, max: number | undefined): ValueRange | undefined =>
  min === undefined && max === undefined
    ? undefined
    : { min: min ?? Number.NEGATIVE_INFINITY, max: max ?? Number.POSITIVE_INFINITY, inside: true };

interface LimitEntries {
  /** `Deployment scoring/scorer`. */
  readonly object: string;
  readonly entries: Readonly<Record<string, string>>;
}

const readEntries = (from: WorkloadLimits, views: LimitViews): LimitEntries => {
  const [key] = kindsOf(from);
  const [kind, view, place] = KINDS[key ?? 'deployment'];
  const object = `${kind} ${from.namespace}/${from[key ?? 'deployment']}`;
  const rows = views[view];
  if (rows === undefined) throw new ProbeError('missing_value', `the limits of ${object} could not be read`);
  const row = rows.find(({ ref }) => ref.namespace === from.namespace && ref.name === from[key ?? 'deployment']);
  if (row === undefined)
    throw new ProbeError(
      'missing_value',
      `${object}, which has the limits, is not there, or its namespace was not read`,
    );
  const labels = 'labels' in row ? row.labels : {};
  return { object: `${object}, by ${place}`, entries: { ...labels, ...row.quantities } };
};

const readLimit = (entries: Readonly<Record<string, string>>, key: string, object: string): number => {
  const text = Object.hasOwn(entries, key) ? entries[key] : undefined;
  const limit = text === undefined ? undefined : parseQuantity(text, 'base');
  if (limit === undefined) throw new ProbeError('missing_value', `${object} has no number at ${key}`);
  return limit;
};
