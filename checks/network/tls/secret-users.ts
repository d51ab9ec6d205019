import { findConditionWithStatus } from '../../../src/kubernetes/objects/conditions.ts';
import { type SecretName, secretsOfListener } from '../../../src/kubernetes/objects/tls-secret-names.ts';
import type { ListenerRow, ListeningRow } from '../../../src/kubernetes/views/gateways.ts';
import type { IngressClassRow } from '../../../src/kubernetes/views/ingress-classes.ts';
import type { IngressRow } from '../../../src/kubernetes/views/ingresses.ts';
import type { ObjectRef } from '../../../src/model/result.ts';

/** What serves TLS by Secrets: an entry of the TLS of an Ingress, or a listener of a Gateway or ListenerSet. */
export interface SecretUser {
  readonly ref: ObjectRef;
  readonly createdAt: number;
  /** An Ingress entry names one; of those of a listener the one is served whose name fits. */
  readonly secrets: readonly SecretName[];
  /** Names that clients ask for: `shop.example.com`, `*.example.com`. */
  readonly hosts: readonly string[];
  /** `listener https`; undefined for an Ingress. */
  readonly listener?: string;
  /** Its controller says that it could use the Secrets. */
  readonly isResolved?: boolean;
}

/** All that serve TLS by Secrets, without what is being deleted. */
export const findSecretUsers = (
  ingresses: readonly IngressRow[],
  listening: readonly ListeningRow[],
  classes: readonly IngressClassRow[],
): readonly SecretUser[] => [
  ...ingresses.filter((row) => row.deletingAt === undefined && !endsTlsOutside(row, classes)).flatMap(ingressUsers),
  ...listening
    .filter(({ deletingAt }) => deletingAt === undefined)
    .flatMap((row) => row.listeners.flatMap((listener) => listenerUsers(row, listener))),
];

const ingressUsers = ({ ref, createdAt, tls, passesTls }: IngressRow): readonly SecretUser[] =>
  (passesTls ? [] : tls).flatMap(({ hosts, secret }) =>
    secret === undefined
      ? []
      : [{ ref, createdAt, hosts, secrets: [{ namespace: ref.namespace ?? 'default', name: secret }] }],
  );

const listenerUsers = (row: ListeningRow, listener: ListenerRow): readonly SecretUser[] => {
  const secrets = secretsOfListener(row, listener);
  if (secrets.length === 0) return [];
  const hosts = listener.hostname === undefined ? [] : [listener.hostname];
  const isResolved = findConditionWithStatus(listener, 'ResolvedRefs', 'True') !== undefined;
  return [
    { ref: row.ref, createdAt: row.createdAt, secrets, hosts, listener: `listener ${listener.name}`, isResolved },
  ];
};

/** Controllers of load balancers and tunnels with certificates of their own: the Secret that an Ingress names is not read. */
const OUTSIDE_CONTROLLERS =
  /^(?:ingress\.k8s\.aws\/alb|eks\.amazonaws\.com\/alb|tailscale\.com\/ts-ingress|k8s\.ngrok\.com\/ingress-controller|strrl\.dev\/cloudflare-tunnel-ingress-controller)$/;
const OUTSIDE_CLASSES = new Set(['alb', 'tailscale', 'ngrok', 'cloudflare-tunnel']);

const endsTlsOutside = ({ className, classAnnotation }: IngressRow, classes: readonly IngressClassRow[]): boolean => {
  const name = className ?? classAnnotation;
  const byName = classes.find(({ ref }) => ref.name === name);
  const found = name === undefined ? classes.find(({ isDefault }) => isDefault) : byName;
  if (found?.controller !== undefined) return OUTSIDE_CONTROLLERS.test(found.controller);
  return name !== undefined && OUTSIDE_CLASSES.has(name);
};
