import type { V1Endpoint, V1EndpointSlice } from '@kubernetes/client-node';
import { type MetaRow, meta } from '../fields/object-meta.ts';
import { each, filled, flag, row, time, type Wire } from '../fields/wire-fields.ts';
import { text } from '../rows/intern.ts';

export interface EndpointSliceRow extends MetaRow {
  /** Name of the Service it belongs to. */
  readonly service?: string;
  readonly ports: readonly { readonly name?: string; readonly port?: number; readonly protocol: string }[];
  readonly endpoints: readonly EndpointRow[];
  /** When its controller last saw a change of its pods or Service. */
  readonly changedAt?: number;
}

export interface EndpointRow {
  /** As the API wants it read: an absent condition counts as ready. */
  readonly ready: boolean;
  readonly terminating?: true;
  /** Name of the pod behind it, in the slice's namespace. */
  readonly pod?: string;
  readonly node?: string;
}

const SERVICE_LABEL = 'kubernetes.io/service-name';
export const CHANGED_ANNOTATION = 'endpoints.kubernetes.io/last-change-trigger-time';

const endpoint = ({ conditions, targetRef, nodeName }: Wire<V1Endpoint>): EndpointRow =>
  row<EndpointRow>({
    ready: conditions?.ready ?? true,
    terminating: flag(conditions?.terminating),
    pod: targetRef?.kind === 'Pod' ? filled(targetRef.name) : undefined,
    node: text(nodeName),
  });

/** An EndpointSlice, reduced to what is judged. */
export const endpointSlice = (from: Wire<V1EndpointSlice>): EndpointSliceRow =>
  row<EndpointSliceRow>({
    ...meta('EndpointSlice', from),
    service: filled(from.metadata?.labels?.[SERVICE_LABEL]),
    ports: each(from.ports, ({ name, port, protocol }) =>
      row<{ name?: string; port?: number; protocol: string }>({
        name: filled(name),
        port,
        protocol: protocol ?? 'TCP',
      }),
    ),
    endpoints: each(from.endpoints, endpoint),
    changedAt: time(from.metadata?.annotations?.[CHANGED_ANNOTATION]),
  });
