import type { V1Endpoint, V1EndpointSlice } from '@kubernetes/client-node';
import { type MetaRow, metaFields } from '../fields/object-meta.ts';
import { mapItems, nonEmpty, parseTime, toRow, trueOrAbsent, type WireForm } from '../fields/wire-fields.ts';
import { internString } from '../rows/intern.ts';

export interface EndpointSliceRow extends MetaRow {
  /** Name of the Service it belongs to. */
  readonly service?: string;
  readonly ports: readonly { readonly name?: string; readonly port?: number; readonly protocol: string }[];
  readonly endpoints: readonly EndpointRow[];
  /** When its pods or Service last changed (`endpoints.kubernetes.io/last-change-trigger-time`). */
  readonly changedAt?: number;
}

export interface EndpointRow {
  /** An absent condition counts as ready, as the API defines it. */
  readonly ready: boolean;
  readonly terminating?: true;
  /** Name of the pod behind it, in the slice's namespace. */
  readonly pod?: string;
  readonly node?: string;
}

const SERVICE_NAME_LABEL = 'kubernetes.io/service-name';
export const ENDPOINTS_CHANGED_ANNOTATION = 'endpoints.kubernetes.io/last-change-trigger-time';

const projectEndpoint = ({ conditions, targetRef, nodeName }: WireForm<V1Endpoint>): EndpointRow =>
  toRow<EndpointRow>({
    ready: conditions?.ready ?? true,
    terminating: trueOrAbsent(conditions?.terminating),
    pod: targetRef?.kind === 'Pod' ? nonEmpty(targetRef.name) : undefined,
    node: internString(nodeName),
  });

/** Projects an EndpointSlice. */
export const projectEndpointSlice = (from: WireForm<V1EndpointSlice>): EndpointSliceRow =>
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
    endpoints: mapItems(from.endpoints, projectEndpoint),
    changedAt: parseTime(from.metadata?.annotations?.[ENDPOINTS_CHANGED_ANNOTATION]),
  });
