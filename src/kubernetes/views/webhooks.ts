import { type MetaRow, metaFields } from '../fields/object-meta.ts';
import { projectSelector } from '../fields/selectors.ts';
import { mapItems, nonEmpty, toRow, trueOrAbsent } from '../fields/wire-fields.ts';
import type { LabelSelector } from '../objects/label-selector.ts';
import type {
  WireMutatingWebhookConfiguration,
  WireRuleWithOperations,
  WireValidatingWebhookConfiguration,
} from '../protobuf/tables/admissionregistration-v1.ts';

/** A webhook configuration of either kind. */
export interface WebhookConfigurationRow extends MetaRow {
  readonly webhooks: readonly WebhookRow[];
}

export interface WebhookRow {
  readonly name: string;
  /** `Fail`: requests are refused when the webhook does not answer. */
  readonly failurePolicy: string;
  readonly service?: { readonly namespace: string; readonly name: string; readonly port: number };
  /** It is called by URL, not through a Service. */
  readonly url?: true;
  readonly timeoutSeconds: number;
  /** The resources that it intercepts: `apps/deployments`, with `*` as the API writes it. */
  readonly resources: readonly string[];
  readonly operations: readonly string[];
  readonly namespaces?: LabelSelector;
  readonly objects?: LabelSelector;
}

type WireConfiguration = WireValidatingWebhookConfiguration | WireMutatingWebhookConfiguration;
type WireWebhook = NonNullable<WireConfiguration['webhooks']>[number];

const ruleResources = ({ apiGroups, resources }: WireRuleWithOperations): string[] =>
  (apiGroups ?? []).flatMap((group) => (resources ?? []).map((name) => (group ? `${group}/${name}` : name)));

const projectWebhook = (from: WireWebhook): WebhookRow => {
  const target = from.clientConfig.service;
  return toRow<WebhookRow>({
    name: from.name,
    failurePolicy: from.failurePolicy ?? 'Fail',
    service: target && { namespace: target.namespace, name: target.name, port: target.port ?? 443 },
    url: trueOrAbsent(nonEmpty(from.clientConfig.url) !== undefined),
    timeoutSeconds: from.timeoutSeconds ?? 10,
    resources: (from.rules ?? []).flatMap(ruleResources),
    operations: [...new Set((from.rules ?? []).flatMap(({ operations }) => operations ?? []))],
    namespaces: projectSelector(from.namespaceSelector),
    objects: projectSelector(from.objectSelector),
  });
};

const createWebhookProjection =
  (kind: string) =>
  (from: WireConfiguration): WebhookConfigurationRow =>
    toRow<WebhookConfigurationRow>({
      ...metaFields(kind, from),
      webhooks: mapItems<WireWebhook, WebhookRow>(from.webhooks, projectWebhook),
    });

/** Projects a ValidatingWebhookConfiguration. */
export const projectValidatingWebhook = createWebhookProjection('ValidatingWebhookConfiguration');

/** Projects a MutatingWebhookConfiguration. */
export const projectMutatingWebhook = createWebhookProjection('MutatingWebhookConfiguration');
