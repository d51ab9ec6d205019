import { type Condition, observedGenerationOf, projectCondition, type WireCondition } from '../fields/condition.ts';
import { internLabels, type MetaRow, metaFields, type WithMeta } from '../fields/object-meta.ts';
import { mapItems, nonEmpty, toRow } from '../fields/wire-fields.ts';
import type { Labels } from '../objects/label-selector.ts';

/** An HTTPRoute or a GRPCRoute: https://gateway-api.sigs.k8s.io/reference/spec/#httproute */
export interface RouteRow extends MetaRow {
  readonly labels: Labels;
  readonly hosts: readonly string[];
  readonly generation: number;
  readonly parents: readonly ParentRow[];
  /** Without those of weight 0. */
  readonly backends: readonly RouteBackendRow[];
}

/** An object that a route attaches to, with what its controller says of it. */
export interface ParentRow {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly section?: string;
  readonly observedGeneration?: number;
  /** Undefined: no controller has answered. */
  readonly conditions?: readonly Condition[];
}

/** Where a route sends to. */
export interface RouteBackendRow {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly port?: number;
}

interface WireParent {
  readonly kind?: string;
  readonly namespace?: string;
  readonly name: string;
  readonly sectionName?: string;
  readonly port?: number;
}

interface WireRoute extends WithMeta {
  readonly spec?: {
    readonly hostnames?: readonly string[];
    readonly parentRefs?: readonly WireParent[];
    readonly rules?: readonly {
      readonly backendRefs?: readonly (WireParent & { readonly weight?: number })[];
    }[];
  };
  readonly status?: {
    readonly parents?: readonly {
      readonly parentRef: WireParent;
      readonly conditions?: readonly WireCondition[];
    }[];
  };
}

/** Returns the projection of a route of this kind. */
export const projectRoute =
  (kind: 'HTTPRoute' | 'GRPCRoute') =>
  (from: WireRoute): RouteRow => {
    const namespace = from.metadata?.namespace ?? '';
    return toRow<RouteRow>({
      ...metaFields(kind, from),
      labels: internLabels(from.metadata?.labels),
      hosts: from.spec?.hostnames ?? [],
      generation: from.metadata?.generation ?? 0,
      parents: mapItems(from.spec?.parentRefs, (parent) => projectParent(parent, namespace, from.status?.parents)),
      backends: (from.spec?.rules ?? []).flatMap(({ backendRefs }) =>
        mapItems(
          backendRefs?.filter(({ weight }) => weight !== 0),
          (backend) => projectBackendRef(backend, namespace),
        ),
      ),
    });
  };

const projectBackendRef = ({ kind, namespace, name, port }: WireParent, own: string): RouteBackendRow =>
  toRow<RouteBackendRow>({ kind: kind ?? 'Service', namespace: nonEmpty(namespace) ?? own, name, port });

const projectParent = (
  parent: WireParent,
  own: string,
  statuses: NonNullable<WireRoute['status']>['parents'],
): ParentRow => {
  const isSame = ({ parentRef: other }: NonNullable<typeof statuses>[number]) =>
    other.name === parent.name &&
    (other.namespace ?? own) === (parent.namespace ?? own) &&
    (other.kind ?? 'Gateway') === (parent.kind ?? 'Gateway') &&
    other.sectionName === parent.sectionName &&
    other.port === parent.port;
  const written = (statuses ?? []).filter(isSame).flatMap(({ conditions }) => conditions ?? []);
  return toRow<ParentRow>({
    kind: parent.kind ?? 'Gateway',
    namespace: nonEmpty(parent.namespace) ?? own,
    name: parent.name,
    section: nonEmpty(parent.sectionName),
    observedGeneration: observedGenerationOf(written),
    conditions: written.length === 0 ? undefined : written.map(projectCondition),
  });
};
