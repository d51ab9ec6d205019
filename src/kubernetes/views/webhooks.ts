import type {
  V1MutatingWebhookConfiguration,
  V1RuleWithOperations,
  V1ValidatingWebhookConfiguration,
} from '@kubernetes/client-node';
import { type MetaRow, meta } from '../fields/object-meta.ts';
import { selector } from '../fields/selectors.ts';
import { each, filled, flag, row, type Wire } from '../fields/wire-fields.ts';
import type { LabelSelector } from '../objects/label-selector.ts';

/** A webhook configuration of either kind. */
export interface WebhookConfigurationRow extends MetaRow {
  readonly webhooks: readonly WebhookRow[];
}

export interface WebhookRow {
  readonly name: string;
  /** `Fail` refuses the request when the webhook does not answer. */
  readonly failurePolicy: string;
  readonly service?: { readonly namespace: string; readonly name: string; readonly port: number };
  /** It is called by address, outside of the cluster's Services. */
  readonly url?: true;
  readonly timeoutSeconds: number;
  /** What it is asked about: `apps/deployments`, with `*` as the API writes it. */
  readonly resources: readonly string[];
  readonly operations: readonly string[];
  readonly namespaces?: LabelSelector;
  readonly objects?: LabelSelector;
}

type Configuration = Wire<V1ValidatingWebhookConfiguration> | Wire<V1MutatingWebhookConfiguration>;
type WireWebhook = NonNullable<Configuration['webhooks']>[number];

const resources = ({ apiGroups, resources }: Wire<V1RuleWithOperations>): string[] =>
  (apiGroups ?? []).flatMap((group) => (resources ?? []).map((name) => (group ? `${group}/${name}` : name)));

const webhook = (from: WireWebhook): WebhookRow => {
  const target = from.clientConfig.service;
  return row<WebhookRow>({
    name: from.name,
    failurePolicy: from.failurePolicy ?? 'Fail',
    service: target && { namespace: target.namespace, name: target.name, port: target.port ?? 443 },
    url: flag(filled(from.clientConfig.url) !== undefined),
    timeoutSeconds: from.timeoutSeconds ?? 10,
    resources: (from.rules ?? []).flatMap(resources),
    operations: [...new Set((from.rules ?? []).flatMap(({ operations }) => operations ?? []))],
    namespaces: selector(from.namespaceSelector),
    objects: selector(from.objectSelector),
  });
};

const configuration =
  (kind: string) =>
  (from: Configuration): WebhookConfigurationRow =>
    row<WebhookConfigurationRow>({
      ...meta(kind, from),
      webhooks: each<WireWebhook, WebhookRow>(from.webhooks, webhook),
    });

/** A ValidatingWebhookConfiguration, reduced to what is judged. */
export const validatingWebhook = configuration('ValidatingWebhookConfiguration');

/** A MutatingWebhookConfiguration, reduced to what is judged. */
export const mutatingWebhook = configuration('MutatingWebhookConfiguration');
