import { type MetaRow, metaFields } from '../fields/object-meta.ts';
import { mapItems, nonEmpty, parseTime, toRow, trueOrAbsent } from '../fields/wire-fields.ts';
import type { WireEndpoint, WireEndpointSlice } from '../protobuf/tables/discovery-v1.ts';
import { internString } from '../rows/intern.ts';

export interface EndpointSliceRow extends MetaRow {
  /** Name of the Service it belongs to. */
  readonly service?: string;
  readonly ports: readonly { readonly name?: string; readonly port?: number; readonly protocol: string }[];
  readonly endpoints: readonly EndpointRow[];
  /** When its pods or Service last changed (`endpoints.kubernetes.io/last-change-trigger-time`). */
  readonly changedAt?: number;
  /** Copied from an Endpoints object, by the mirroring controller. */
  readonly mirrored?: true;
  /** Copied from another cluster, whose pods are not seen here. */
  readonly remote?: true;
}

export interface EndpointRow {
  /** An absent condition counts as ready, as the API defines it. */
  readonly ready: boolean;
  readonly terminating?: true;
  /** Name of the pod behind it, in the slice's namespace. */
  readonly pod?: string;
  /** Its first address, kept where it names no pod. */
  readonly address?: string;
  readonly node?: string;
}

const SERVICE_NAME_LABEL = 'kubernetes.io/service-name';
export const ENDPOINTS_CHANGED_ANNOTATION = 'endpoints.kubernetes.io/last-change-trigger-time';

const MANAGER_LABEL = 'endpointslice.kubernetes.io/managed-by';
const MIRRORING_CONTROLLER = 'endpointslicemirroring-controller.k8s.io';
/** Set by controllers that join clusters, such as `multicluster.kubernetes.io/source-cluster`. */
const SOURCE_CLUSTER_PATTERN = /\/source-?cluster$/i;

const projectEndpoint =
  (namespace: string | undefined) =>
  ({ addresses, conditions, targetRef, nodeName }: WireEndpoint): EndpointRow => {
    const isOwnPod = targetRef?.kind === 'Pod' && (targetRef.namespace ?? namespace) === namespace;
    return toRow<EndpointRow>({
      ready: conditions?.ready ?? true,
      terminating: trueOrAbsent(conditions?.terminating),
      pod: isOwnPod ? nonEmpty(targetRef.name) : undefined,
      address: targetRef === undefined ? nonEmpty(addresses?.[0]) : undefined,
      node: internString(nodeName),
    });
  };

/** Projects an EndpointSlice. */
export const projectEndpointSlice = (from: WireEndpointSlice): EndpointSliceRow =>
  toRow<EndpointSliceRow>({
    ...metaFields('EndpointSlice', from),
    service: nonEmpty(from.metadata?.labels?.[SERVICE_NAME_LABEL]),
    ports: mapItems(from.ports, ({ name, port, protocol }) =>
      toRow<{ name?: string; port?: number; protocol: string }>({
        name: nonEmpty(name),
        port,
        protocol: protocol ?? 'TCP',
      }),
    ),
    endpoints: mapItems(from.endpoints, projectEndpoint(from.metadata?.namespace)),
    changedAt: parseTime(from.metadata?.annotations?.[ENDPOINTS_CHANGED_ANNOTATION]),
    mirrored: trueOrAbsent(from.metadata?.labels?.[MANAGER_LABEL] === MIRRORING_CONTROLLER),
    remote: trueOrAbsent(Object.keys(from.metadata?.labels ?? {}).some((key) => SOURCE_CLUSTER_PATTERN.test(key))),
  });
