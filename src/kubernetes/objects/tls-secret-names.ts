import type { ListenerRow, ListeningRow } from '../views/gateways.ts';
import type { IngressRow } from '../views/ingresses.ts';
import { findConditionWithStatus } from './conditions.ts';

/** A Secret by its name. */
export interface SecretName {
  readonly namespace: string;
  readonly name: string;
}

/** The Secrets that the views name which TLS is served by. */
export const SECRET_NAMING_VIEWS = ['ingresses', 'gateways', 'listenerSets'] as const;
export type SecretNamingView = (typeof SECRET_NAMING_VIEWS)[number];

/** The Secrets that an object of one of these views names. */
export const tlsSecretsOf = (view: SecretNamingView, row: object): readonly SecretName[] =>
  view === 'ingresses'
    ? secretsOfIngress(row as IngressRow)
    : (row as ListeningRow).listeners.flatMap((listener) => secretsOfListener(row as ListeningRow, listener));

/** The Secrets of an Ingress; none where its controller passes TLS on. */
const secretsOfIngress = ({ ref, tls, passesTls }: IngressRow): readonly SecretName[] =>
  (passesTls ? [] : tls).flatMap(({ secret }) =>
    secret === undefined ? [] : [{ namespace: ref.namespace ?? 'default', name: secret }],
  );

/**
 * The Secrets of a listener; none where its controller says that it may not use them: somebody who may write Gateways would
 * see by them what is in other namespaces.
 */
export const secretsOfListener = ({ ref }: ListeningRow, listener: ListenerRow): readonly SecretName[] => {
  const refused = findConditionWithStatus(listener, 'ResolvedRefs', 'False')?.reason === 'RefNotPermitted';
  const own = ref.namespace ?? 'default';
  return listener.secrets
    .map(({ namespace = own, name }) => ({ namespace, name }))
    .filter(({ namespace }) => namespace === own || !refused);
};
