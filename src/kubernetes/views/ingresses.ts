import { internLabels, type MetaRow, metaFields } from '../fields/object-meta.ts';
import { mapItems, nonEmpty, toRow, trueOrAbsent } from '../fields/wire-fields.ts';
import type { Labels } from '../objects/label-selector.ts';
import type { WireHTTPIngressPath, WireIngress, WireIngressBackend } from '../protobuf/tables/networking-v1.ts';

export interface IngressRow extends MetaRow {
  readonly labels: Labels;
  /** `spec.ingressClassName`. */
  readonly className?: string;
  /** The class by the old annotation: not necessarily the name of an IngressClass object. */
  readonly classAnnotation?: string;
  readonly paths: readonly IngressPathRow[];
  readonly defaultBackend?: BackendRow;
  readonly tls: readonly { readonly hosts: readonly string[]; readonly secret?: string }[];
  readonly addresses: readonly string[];
  /** Errors of ports, reported by its controller. */
  readonly portErrors: readonly { readonly port: number; readonly error: string }[];
  /** Names of the actions in its annotations (`…/actions.NAME`), which AWS's controller takes as backends. */
  readonly actions?: readonly string[];
  /** Its controller passes TLS on to the backends, which have the certificates. */
  readonly passesTls?: true;
  /** Its controller answers with a redirect, before any backend is asked. */
  readonly redirects?: true;
}

export interface IngressPathRow {
  readonly host?: string;
  readonly path?: string;
  readonly backend: BackendRow;
}

/** A Service with its port by number or name, or another resource that only the controller knows. */
export interface BackendRow {
  readonly service?: string;
  readonly port?: number | string;
  readonly resource?: { readonly kind: string; readonly name: string };
}

export const INGRESS_CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

const ACTION_PATTERN = /\/actions\.(.+)$/;
const REDIRECT_PATTERN = /\/(?:permanent-redirect|temporal-redirect|request-redirect|redirect-to)$/;

/** A snippet of nginx that answers each request with a redirect: no condition and no other location stands around it. */
const SNIPPET_PATTERN = /\/(?:server|configuration)-snippet$/;
const RETURN_PATTERN = /^(?:[^{}]*;)?\s*return\s+30[12378]\b/;

/** Of the controllers of nginx, HAProxy and OpenShift. */
const isPassThrough = ([key, value]: readonly [string, string]): boolean =>
  (/\/(?:ssl|tls)-passthrough$/.test(key) && value === 'true') ||
  (key === 'route.openshift.io/termination' && value === 'passthrough');

const isRedirect = ([key, value]: readonly [string, string]): boolean =>
  REDIRECT_PATTERN.test(key) || (SNIPPET_PATTERN.test(key) && RETURN_PATTERN.test(value));

/**
 * What a snapshot keeps of an annotation that decides where an Ingress sends: the name of an action, that there is a
 * redirect, that TLS is passed on; undefined of any other. What it sends where may hold secrets.
 */
export const routingMark = (key: string, value: string): string | undefined => {
  if (ACTION_PATTERN.test(key)) return '';
  if (isPassThrough([key, value])) return value;
  if (!isRedirect([key, value])) return undefined;
  return SNIPPET_PATTERN.test(key) ? 'return 302' : '';
};

const actionNames = (annotations: readonly string[]): readonly string[] | undefined => {
  const names = annotations.flatMap((key) => ACTION_PATTERN.exec(key)?.[1] ?? []);
  return names.length > 0 ? names : undefined;
};

const projectBackend = ({ service, resource }: WireIngressBackend): BackendRow =>
  toRow<BackendRow>({
    service: nonEmpty(service?.name),
    port: nonEmpty(service?.port?.name) ?? service?.port?.number,
    resource: resource && { kind: resource.kind, name: resource.name },
  });

const projectPaths = (host: string | undefined, from: readonly WireHTTPIngressPath[] | undefined) =>
  mapItems(from, (path) =>
    toRow<IngressPathRow>({ host: nonEmpty(host), path: nonEmpty(path.path), backend: projectBackend(path.backend) }),
  );

/** Projects an Ingress. */
export const projectIngress = (from: WireIngress): IngressRow => {
  const annotations = Object.entries(from.metadata?.annotations ?? {});
  const balancers = from.status?.loadBalancer?.ingress ?? [];
  return toRow<IngressRow>({
    ...metaFields('Ingress', from),
    labels: internLabels(from.metadata?.labels),
    className: nonEmpty(from.spec?.ingressClassName),
    classAnnotation: nonEmpty(from.metadata?.annotations?.[INGRESS_CLASS_ANNOTATION]),
    paths: (from.spec?.rules ?? []).flatMap(({ host, http }) => projectPaths(host, http?.paths)),
    defaultBackend: from.spec?.defaultBackend && projectBackend(from.spec.defaultBackend),
    tls: mapItems(from.spec?.tls, ({ hosts, secretName }) =>
      toRow<{ hosts: readonly string[]; secret?: string }>({ hosts: hosts ?? [], secret: nonEmpty(secretName) }),
    ),
    addresses: mapItems(balancers, ({ ip, hostname }) => ip ?? hostname ?? ''),
    portErrors: balancers.flatMap(({ ports }) =>
      (ports ?? []).flatMap(({ port, error }) => (error ? [{ port, error }] : [])),
    ),
    actions: actionNames(annotations.map(([key]) => key)),
    passesTls: trueOrAbsent(annotations.some(isPassThrough)),
    redirects: trueOrAbsent(annotations.some(isRedirect)),
  });
};
