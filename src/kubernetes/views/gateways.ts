import { type Condition, observedGenerationOf, projectCondition, type WireCondition } from '../fields/condition.ts';
import { internLabels, type MetaRow, metaFields, type WithMeta } from '../fields/object-meta.ts';
import { mapItems, nonEmpty, toRow } from '../fields/wire-fields.ts';
import type { Labels } from '../objects/label-selector.ts';

/** A GatewayClass: which controller takes the Gateways that name it. */
export interface GatewayClassRow extends MetaRow {
  readonly controller: string;
  readonly conditions: readonly Condition[];
}

/** What has listeners: a Gateway, and a ListenerSet that adds some to one. */
export interface ListeningRow extends MetaRow {
  /** `metadata.generation`, and the newest that its conditions were written for. */
  readonly generation: number;
  readonly observedGeneration?: number;
  readonly listeners: readonly ListenerRow[];
  readonly conditions: readonly Condition[];
}

/** A Gateway: https://gateway-api.sigs.k8s.io/reference/spec/#gateway */
export interface GatewayRow extends ListeningRow {
  readonly labels: Labels;
  readonly className: string;
}

/** A ListenerSet: https://gateway-api.sigs.k8s.io/reference/spec/#listenerset */
export interface ListenerSetRow extends ListeningRow {
  /** The Gateway that it adds its listeners to. */
  readonly gateway: { readonly namespace: string; readonly name: string };
}

/** A listener, with the conditions that the status has for it. */
export interface ListenerRow {
  readonly name: string;
  readonly port: number;
  /** The hosts that it takes: a name, or `*.` and a domain; undefined: all. */
  readonly hostname?: string;
  readonly conditions: readonly Condition[];
  /** Secrets of its certificates; none where it passes TLS on. */
  readonly secrets: readonly { readonly namespace?: string; readonly name: string }[];
}

const LISTENER_PATHS: readonly string[] = [
  ...['name', 'port', 'hostname', 'tls.mode', 'tls.certificateRefs'].map((field) => `spec.listeners[].${field}`),
  ...['name', 'conditions'].map((field) => `status.listeners[].${field}`),
];

/** What is judged of a Gateway beside its conditions. */
export const GATEWAY_PATHS: readonly string[] = ['spec.gatewayClassName', ...LISTENER_PATHS];

/** What is judged of a ListenerSet beside its conditions. */
export const LISTENER_SET_PATHS: readonly string[] = ['spec.parentRef', ...LISTENER_PATHS];

interface WireGatewayClass extends WithMeta {
  readonly spec?: { readonly controllerName?: string };
  readonly status?: { readonly conditions?: readonly WireCondition[] };
}

interface WireListener {
  readonly name: string;
  readonly port: number;
  readonly hostname?: string;
  readonly tls?: {
    readonly mode?: string;
    readonly certificateRefs?: readonly {
      readonly group?: string;
      readonly kind?: string;
      readonly namespace?: string;
      readonly name: string;
    }[];
  };
}

interface WireGateway extends WithMeta {
  readonly spec?: {
    readonly gatewayClassName?: string;
    readonly parentRef?: { readonly namespace?: string; readonly name?: string };
    readonly listeners?: readonly WireListener[];
  };
  readonly status?: {
    readonly conditions?: readonly WireCondition[];
    readonly listeners?: readonly { readonly name: string; readonly conditions?: readonly WireCondition[] }[];
  };
}

/** Projects a GatewayClass. */
export const projectGatewayClass = (from: WireGatewayClass): GatewayClassRow =>
  toRow<GatewayClassRow>({
    ...metaFields('GatewayClass', from),
    controller: from.spec?.controllerName ?? '',
    conditions: mapItems(from.status?.conditions, projectCondition),
  });

/** Projects a Gateway. */
export const projectGateway = (from: WireGateway): GatewayRow =>
  toRow<GatewayRow>({
    ...metaFields('Gateway', from),
    labels: internLabels(from.metadata?.labels),
    className: from.spec?.gatewayClassName ?? '',
    ...listeningFields(from),
  });

/** Projects a ListenerSet. */
export const projectListenerSet = (from: WireGateway): ListenerSetRow => {
  const { namespace, name = '' } = from.spec?.parentRef ?? {};
  return toRow<ListenerSetRow>({
    ...metaFields('ListenerSet', from),
    gateway: { namespace: nonEmpty(namespace) ?? from.metadata?.namespace ?? '', name },
    ...listeningFields(from),
  });
};

const listeningFields = (from: WireGateway): Omit<ListeningRow, keyof MetaRow> =>
  toRow<Omit<ListeningRow, keyof MetaRow>>({
    generation: from.metadata?.generation ?? 0,
    observedGeneration: observedGenerationOf(from.status?.conditions),
    listeners: mapItems(from.spec?.listeners, (listener) => projectListener(listener, from.status?.listeners)),
    conditions: mapItems(from.status?.conditions, projectCondition),
  });

const projectListener = (
  { name, port, hostname, tls }: WireListener,
  statuses: NonNullable<WireGateway['status']>['listeners'],
): ListenerRow =>
  toRow<ListenerRow>({
    name,
    port,
    hostname: nonEmpty(hostname),
    conditions: mapItems(statuses?.find((status) => status.name === name)?.conditions, projectCondition),
    secrets: (tls?.mode === 'Passthrough' ? [] : (tls?.certificateRefs ?? []))
      .filter(({ group = '', kind = 'Secret' }) => group === '' && kind === 'Secret')
      .map((ref) => ({ name: ref.name, ...(nonEmpty(ref.namespace) && { namespace: ref.namespace as string }) })),
  });
