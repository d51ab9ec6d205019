import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import type { MetaRow } from '../../src/kubernetes/fields/object-meta.ts';
import type { ObservedRow } from '../../src/kubernetes/fields/workload-fields.ts';
import { findConditionWithStatus } from '../../src/kubernetes/objects/conditions.ts';
import { describeCommand, kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import { objectKey } from '../../src/kubernetes/objects/object-key.ts';
import type { ResourceQuotaRow } from '../../src/kubernetes/views/resource-quotas.ts';
import type { WebhookConfigurationRow } from '../../src/kubernetes/views/webhooks.ts';
import type { Finding, ObjectRef } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import { webhookChainEvidence } from '../api/webhook-rules.ts';
import { type AdmissionRefusal, classifyRefusal, parseQuotaAmounts } from './admission-refusals.ts';

export default defineCheck({
  group: 'workloads',
  name: 'refused-pods',
  title: 'The pods of workloads are let in',
  why: 'A pod that quota, limits or admission refuse is nowhere to be seen: only its ReplicaSet tells of it.',
  remedy: 'Raise the quota, correct the pod template, or mend the webhook that refuses it.',
  severity: 'sev2',
  needs: ['replicaSets', 'deployments'],
  wants: ['replicationControllers', 'resourceQuotas', 'validatingWebhooks', 'mutatingWebhooks'],
  judges: ['replicaSets', 'deployments', 'replicationControllers'],
  params: z.strictObject({ grace: duration().prefault('2m').describe('How long pods may be refused') }),
  run({ params, now, ...views }) {
    const sets = [...views.replicaSets, ...(views.replicationControllers ?? [])].flatMap(creationFailures);
    const reported = new Set(sets.map(({ object }) => objectKey(object)));
    const rest = views.deployments.flatMap(creationFailures).filter(({ object }) => !reported.has(objectKey(object)));
    const hooks = [...(views.validatingWebhooks ?? []), ...(views.mutatingWebhooks ?? [])];
    return [...sets, ...rest]
      .filter(({ since }) => now - since > params.grace)
      .map((failing) => refusalFinding(failing, { now, hooks, quotas: views.resourceQuotas ?? [] }));
  },
});

interface CreationFailure {
  readonly object: ObjectRef;
  readonly inside: ObjectRef;
  readonly since: number;
  readonly message: string;
}

/**
 * The refusal that a ReplicaSet reports, on behalf of its Deployment; its condition lasts as long as pods are refused.
 */
const creationFailures = (row: MetaRow & ObservedRow): readonly CreationFailure[] => {
  const condition = findConditionWithStatus(row, 'ReplicaFailure', 'True');
  if (condition === undefined || row.deletingAt !== undefined) return [];
  const { ref, owner } = row;
  const object = owner === undefined ? ref : { ...ref, kind: owner.kind, name: owner.name };
  const message = condition.message ?? condition.reason ?? 'FailedCreate';
  return [{ object, inside: ref, since: condition.at ?? row.createdAt, message }];
};

interface AdmissionContext {
  readonly now: number;
  readonly hooks: readonly WebhookConfigurationRow[];
  readonly quotas: readonly ResourceQuotaRow[];
}

const refusalFinding = (
  { object, inside, since, message }: CreationFailure,
  { now, hooks, quotas }: AdmissionContext,
): Finding => {
  const refusal = classifyRefusal(message);
  const { reason, by, name } = refusal;
  const quota = quotas.find(({ ref }) => ref.namespace === object.namespace && ref.name === name);
  const isQuota = reason === 'quota_exceeded';
  const hook = hooks.flatMap(({ webhooks }) => webhooks).find((one) => one.name === name);
  return {
    reason,
    message: `FailedCreate for ${formatDuration(now - since)}, refused by ${by}${name === undefined ? '' : ` ${name}`}: ${message}`,
    brief: `refused by ${by}${name === undefined ? '' : ` ${name}`}: ${message.replace(/^pods "[^"]*" is forbidden: /, '')}`,
    object,
    objects: inside === object ? [] : [inside],
    evidence: {
      ...{ by, refusedBy: name ?? null, refusal: message },
      ...(isQuota ? { quota: parseQuotaAmounts(message) } : {}),
      ...(isQuota && quota !== undefined ? { hard: quota.hard, used: quota.used } : {}),
      ...(reason === 'webhook_failing' && hook !== undefined ? webhookChainEvidence(hook, hooks) : {}),
    },
    next: [describeCommand(inside), ...nextCommands(refusal, object.namespace)],
    because: hooks.filter(({ webhooks }) => webhooks.some((hook) => hook.name === name)).map(({ ref }) => ref),
  };
};

const nextCommands = ({ reason, name = '' }: AdmissionRefusal, namespace: string | undefined): readonly string[] => {
  const kubectl = kubectlCommand(namespace);
  if (reason === 'quota_exceeded')
    return [name === '' ? kubectl`describe resourcequota` : kubectl`describe resourcequota ${name}`];
  if (reason === 'limits_refused') return [kubectl`describe limitrange`];
  if (reason === 'service_account_missing') return [kubectl`get serviceaccounts`];
  if (reason === 'pod_security') return [kubectlCommand(undefined)`get namespace ${namespace ?? ''} --show-labels`];
  if (reason.startsWith('webhook'))
    return ['kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations'];
  return [];
};
