import type { V1HTTPIngressPath, V1Ingress, V1IngressBackend } from '@kubernetes/client-node';
import { labelsOf, type MetaRow, meta } from '../fields/object-meta.ts';
import { each, filled, row, type Wire } from '../fields/wire-fields.ts';
import type { Labels } from '../objects/label-selector.ts';

export interface IngressRow extends MetaRow {
  readonly labels: Labels;
  /** `spec.ingressClassName`. */
  readonly className?: string;
  /** The class by the old annotation; not the name of an IngressClass object necessarily. */
  readonly classAnnotation?: string;
  readonly paths: readonly IngressPathRow[];
  readonly defaultBackend?: BackendRow;
  readonly tls: readonly { readonly hosts: readonly string[]; readonly secret?: string }[];
  readonly addresses: readonly string[];
  /** Errors that the controller reports of ports. */
  readonly portErrors: readonly { readonly port: number; readonly error: string }[];
}

export interface IngressPathRow {
  readonly host?: string;
  readonly path?: string;
  readonly backend: BackendRow;
}

/** A Service with its port by number or name; or another resource, which is the controller's affair. */
export interface BackendRow {
  readonly service?: string;
  readonly port?: number | string;
  readonly resource?: { readonly kind: string; readonly name: string };
}

export const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

const backend = ({ service, resource }: Wire<V1IngressBackend>): BackendRow =>
  row<BackendRow>({
    service: filled(service?.name),
    port: filled(service?.port?.name) ?? service?.port?.number,
    resource: resource && { kind: resource.kind, name: resource.name },
  });

const paths = (host: string | undefined, from: Wire<V1HTTPIngressPath>[] | undefined) =>
  each(from, (path) =>
    row<IngressPathRow>({ host: filled(host), path: filled(path.path), backend: backend(path.backend) }),
  );

/** An Ingress, reduced to what is judged. */
export const ingress = (from: Wire<V1Ingress>): IngressRow => {
  const balancers = from.status?.loadBalancer?.ingress ?? [];
  return row<IngressRow>({
    ...meta('Ingress', from),
    labels: labelsOf(from.metadata?.labels),
    className: filled(from.spec?.ingressClassName),
    classAnnotation: filled(from.metadata?.annotations?.[CLASS_ANNOTATION]),
    paths: (from.spec?.rules ?? []).flatMap(({ host, http }) => paths(host, http?.paths)),
    defaultBackend: from.spec?.defaultBackend && backend(from.spec.defaultBackend),
    tls: each(from.spec?.tls, ({ hosts, secretName }) =>
      row<{ hosts: readonly string[]; secret?: string }>({ hosts: hosts ?? [], secret: filled(secretName) }),
    ),
    addresses: each(balancers, ({ ip, hostname }) => ip ?? hostname ?? ''),
    portErrors: balancers.flatMap(({ ports }) =>
      (ports ?? []).flatMap(({ port, error }) => (error ? [{ port, error }] : [])),
    ),
  });
};
