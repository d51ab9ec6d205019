import { matchesSelector } from '../../kubernetes/objects/label-selector.ts';
import type { NamespaceRow } from '../../kubernetes/views/namespaces.ts';
import type { PodRow } from '../../kubernetes/views/pods.ts';
import type { WebhookConfigurationRow, WebhookRow } from '../../kubernetes/views/webhooks.ts';

/** The mutating webhooks that are asked about the creation of such a pod, as far as selectors tell. */
export const webhooksOfPod = (
  pod: PodRow,
  configurations: readonly WebhookConfigurationRow[],
  namespaces: readonly NamespaceRow[],
): readonly string[] => {
  const name = pod.ref.namespace ?? 'default';
  const labels = { 'kubernetes.io/metadata.name': name, ...namespaces.find(({ ref }) => ref.name === name)?.labels };
  const isAsked = (hook: WebhookRow): boolean =>
    hook.operations.some((operation) => operation === '*' || operation === 'CREATE') &&
    hook.resources.some((resource) => POD_RESOURCES.has(resource)) &&
    (hook.namespaces === undefined || matchesSelector(hook.namespaces, labels)) &&
    (hook.objects === undefined || matchesSelector(hook.objects, pod.labels));
  return configurations.flatMap(({ ref, webhooks }) =>
    webhooks.filter(isAsked).map((hook) => `${hook.name} of ${ref.kind} ${ref.name}`),
  );
};

const POD_RESOURCES: ReadonlySet<string> = new Set(['pods', '*', '*/*', 'pods/*', '*/pods']);
