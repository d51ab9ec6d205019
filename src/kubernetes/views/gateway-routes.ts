import { type Condition, observedGenerationOf, projectCondition, type WireCondition } from '../fields/condition.ts';
import { internLabels, type MetaRow, metaFields, type WithMeta } from '../fields/object-meta.ts';
import { mapItems, nonEmpty, toRow } from '../fields/wire-fields.ts';
import type { Labels } from '../objects/label-selector.ts';

/** The routes of the Gateway API, which have one form as far as it is judged. */
export type RouteKind = 'HTTPRoute' | 'GRPCRoute' | 'TLSRoute' | 'TCPRoute' | 'UDPRoute';

/** A route: https://gateway-api.sigs.k8s.io/reference/spec/#httproute; routes of TCP and UDP have no hosts. */
export interface RouteRow extends MetaRow {
  readonly labels: Labels;
  readonly hosts: readonly string[];
  readonly generation: number;
  readonly parents: readonly ParentRow[];
  /** Without those of weight 0. */
  readonly backends: readonly RouteBackendRow[];
  /** Those of weight 0, which no request goes to. */
  readonly unusedBackends?: readonly RouteBackendRow[];
}

/** An object that a route attaches to, with what controllers say of it. */
export interface ParentRow {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly section?: string;
  /** Empty: no controller has answered. One that is no longer there leaves its answer behind. */
  readonly answers: readonly ParentAnswer[];
}

/** What one controller says of a route and one of its parents. */
export interface ParentAnswer {
  readonly controller: string;
  readonly observedGeneration?: number;
  readonly conditions: readonly Condition[];
}

/** Where a route sends to. */
export interface RouteBackendRow {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly port?: number;
}

/** What is judged of a route. Its filters may set headers to secrets. */
export const ROUTE_PATHS: readonly string[] = [
  ...['spec.hostnames', 'spec.parentRefs'],
  ...['kind', 'namespace', 'name', 'port', 'weight'].map((field) => `spec.rules[].backendRefs[].${field}`),
  ...['parentRef', 'controllerName', 'conditions'].map((field) => `status.parents[].${field}`),
];

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
      readonly controllerName?: string;
      readonly conditions?: readonly WireCondition[];
    }[];
  };
}

/** Returns the projection of a route of this kind. */
export const projectRoute =
  (kind: RouteKind) =>
  (from: WireRoute): RouteRow => {
    const namespace = from.metadata?.namespace ?? '';
    const refs = (from.spec?.rules ?? []).flatMap(({ backendRefs }) => backendRefs ?? []);
    return toRow<RouteRow>({
      ...metaFields(kind, from),
      labels: internLabels(from.metadata?.labels),
      hosts: from.spec?.hostnames ?? [],
      generation: from.metadata?.generation ?? 0,
      parents: mapItems(from.spec?.parentRefs, (parent) => projectParent(parent, namespace, from.status?.parents)),
      backends: refs.filter(({ weight }) => weight !== 0).map((backend) => projectBackendRef(backend, namespace)),
      unusedBackends: refs.filter(({ weight }) => weight === 0).map((backend) => projectBackendRef(backend, namespace)),
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
  return toRow<ParentRow>({
    kind: parent.kind ?? 'Gateway',
    namespace: nonEmpty(parent.namespace) ?? own,
    name: parent.name,
    section: nonEmpty(parent.sectionName),
    answers: (statuses ?? [])
      .filter((status) => isSame(status) && (status.conditions ?? []).length > 0)
      .map(({ controllerName = '', conditions }) =>
        toRow<ParentAnswer>({
          controller: controllerName,
          observedGeneration: observedGenerationOf(conditions),
          conditions: mapItems(conditions, projectCondition),
        }),
      ),
  });
};

/**
 * What the controller of a parent says; undefined when it has not answered. Without a name of it, or where it has not
 * answered, the last word of any counts: those that are gone leave theirs behind.
 */
export const currentAnswer = ({ answers }: ParentRow, controller?: string): ParentAnswer | undefined => {
  const own = answers.filter((answer) => answer.controller === controller);
  return (own.length > 0 ? own : answers).toSorted((one, other) => lastWordOf(other) - lastWordOf(one))[0];
};

const lastWordOf = ({ conditions }: ParentAnswer): number => Math.max(0, ...conditions.map(({ at = 0 }) => at));
