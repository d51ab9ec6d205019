import { ProbeError } from '../../../src/model/errors.ts';
import type { ObjectRef } from '../../../src/model/result.ts';
import { TRIAGE_VIEWS, type TriageCluster, type TriageRows } from '../../../src/triage/cluster.ts';
import { parseTarget } from '../../../src/triage/target-kinds.ts';

/** The namespaces that rows are of: of any other one nothing is known. */
export const namespacesOf = (rows: TriageRows['rows']): readonly string[] => [
  ...new Set(
    TRIAGE_VIEWS.flatMap((view) => (rows[view] ?? []) as readonly { readonly ref: ObjectRef }[]).flatMap(
      ({ ref }) => ref.namespace ?? [],
    ),
  ),
];

/** Every Ingress and route of the Gateway API. */
export const allRoutes = ({ rows }: TriageCluster): readonly ObjectRef[] =>
  [...(rows.ingresses ?? []), ...(rows.httpRoutes ?? []), ...(rows.grpcRoutes ?? [])]
    .filter(({ deletingAt }) => deletingAt === undefined)
    .map(({ ref }) => ref);

/**
 * The object that a parameter names.
 * @throws {ProbeError} when there is no such object, or several, and when its kind was not read.
 */
export const findTargets = (
  text: string,
  namespace: string | undefined,
  { rows }: TriageCluster,
): readonly ObjectRef[] => {
  const target = parseTarget(text);
  if (target !== undefined && rows[target.view] === undefined)
    throw new ProbeError('empty_result', `${target.view} were not read`);
  const named = (target === undefined ? [] : (rows[target.view] ?? [])) as readonly { readonly ref: ObjectRef }[];
  const refs = named
    .map(({ ref }) => ref)
    .filter((ref) => ref.name === target?.name && (namespace === undefined || ref.namespace === namespace));
  if (refs.length === 1) return refs;
  const where = namespace === undefined ? '' : ` in namespace ${namespace}`;
  if (refs.length === 0) throw new ProbeError('empty_result', `there is no ${text}${where}`);
  throw new ProbeError(
    'config',
    `${text} is in several namespaces (${refs.map((ref) => ref.namespace).join(', ')}): name one`,
  );
};
