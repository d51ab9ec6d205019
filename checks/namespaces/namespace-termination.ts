import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import type { MetaRow } from '../../src/kubernetes/fields/object-meta.ts';
import { kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { ApiServiceRow } from '../../src/kubernetes/views/api-services.ts';
import type { NamespaceRow } from '../../src/kubernetes/views/namespaces.ts';
import type { Finding } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { formatDuration } from '../../src/text/duration-text.ts';

export default defineCheck({
  group: 'namespaces',
  name: 'namespace-termination',
  title: 'Deleted namespaces go away',
  why: 'A namespace in Terminating takes nothing new: what is to be installed again under its name cannot be.',
  remedy: 'Bring back the controller of the finalizers that are named, or the API that does not answer.',
  severity: 'sev3',
  needs: ['namespaces'],
  wants: ['apiServices', 'pods', 'persistentVolumeClaims', 'services', 'ingresses', 'jobs'],
  params: z.strictObject({ grace: duration().prefault('10m').describe('How long a namespace may be Terminating') }),
  run({ namespaces, apiServices = [], pods = [], persistentVolumeClaims = [], params, now, ...others }) {
    const objects = [...pods, ...persistentVolumeClaims, ...(others.services ?? []), ...(others.ingresses ?? [])];
    const held = [...objects, ...(others.jobs ?? [])].filter(({ finalizers }) => finalizers !== undefined);
    return namespaces
      .filter(({ deletingAt }) => deletingAt !== undefined && now - deletingAt > params.grace)
      .map((row) => terminationFinding(row, { apiServices, held, now }));
  },
});

const REMAINDER_CONDITIONS: ReadonlySet<string> = new Set([
  'NamespaceContentRemaining',
  'NamespaceFinalizersRemaining',
  'NamespaceDeletionDiscoveryFailure',
  'NamespaceDeletionGroupVersionParsingFailure',
  'NamespaceDeletionContentFailure',
]);

interface TerminationContext {
  readonly apiServices: readonly ApiServiceRow[];
  /** Objects of all namespaces that are deleted, and that finalizers hold. */
  readonly held: readonly MetaRow[];
  readonly now: number;
}

const terminationFinding = (row: NamespaceRow, { apiServices, held, now }: TerminationContext): Finding => {
  const left = row.conditions.filter(({ type, status }) => status === 'True' && REMAINDER_CONDITIONS.has(type));
  const why = left.map(({ type, message }) => `${type}: ${message ?? ''}`).join('; ');
  const isUndiscovered = left.some(({ type }) => type === 'NamespaceDeletionDiscoveryFailure');
  const name = row.ref.name;
  const inside = held.filter(({ ref }) => ref.namespace === name);
  return {
    reason: 'namespace_terminating',
    message: `Terminating for ${formatDuration(now - (row.deletingAt ?? now))}: ${why || 'nobody says what is left'}`,
    object: row.ref,
    evidence: {
      conditions: left.map(({ type }) => type),
      finalizers: row.finalizers ?? [],
      held: inside.map(heldText),
    },
    next: [
      kubectlCommand(undefined)`get namespace ${name} -o yaml`,
      kubectlCommand(
        undefined,
      )`api-resources --verbs=list --namespaced -o name | xargs -n 1 kubectl -n ${name} get --ignore-not-found`,
    ],
    because: [
      ...(isUndiscovered ? apiServices.filter(({ service }) => service !== undefined).map(({ ref }) => ref) : []),
      ...inside.map(({ ref }) => ref),
    ],
  };
};

/** `Pod/web-1 (acme.test/keep)` */
const heldText = ({ ref, finalizers = [] }: MetaRow): string => `${ref.kind}/${ref.name} (${finalizers.join(', ')})`;
