import type { Reason } from '../../src/model/reasons.ts';

/** Why the API server refused to create a pod. */
export interface AdmissionRefusal {
  readonly reason: Reason;
  /** What refused it, in Kubernetes' term. */
  readonly by: string;
  /** Name of the quota, service account, webhook or Pod Security level. */
  readonly name?: string;
}

/** Classifies a refusal by the API server's message; `creation_refused` when no class matches. */
export const classifyRefusal = (message: string): AdmissionRefusal => {
  for (const [pattern, reason, by] of REFUSAL_CLASSES) {
    const match = pattern.exec(message);
    if (match !== null) return { reason, by, ...(match[1] === undefined ? {} : { name: match[1] }) };
  }
  return { reason: 'creation_refused', by: 'the API server' };
};

const REFUSAL_CLASSES: readonly (readonly [RegExp, Reason, string])[] = [
  [/exceeded quota: ([^,\s]+)/i, 'quota_exceeded', 'ResourceQuota'],
  [/failed quota: ([^:\s]+)/i, 'quota_exceeded', 'ResourceQuota'],
  [/insufficient quota/i, 'quota_exceeded', 'ResourceQuota'],
  [
    /(?:maximum|minimum) \S+ (?:usage|limit|request)\S* per \w+ is|max limit to request ratio/i,
    'limits_refused',
    'LimitRange',
  ],
  [/violates PodSecurity "([^"]+)"/i, 'pod_security', 'Pod Security'],
  [
    /unable to validate against any (?:pod security policy|security context constraint)/i,
    'pod_security',
    'Pod Security',
  ],
  [/serviceaccounts? "([^"]+)" not found/i, 'service_account_missing', 'service account'],
  [/failed calling webhook "([^"]+)"/i, 'webhook_failing', 'webhook'],
  [/admission webhook "([^"]+)" denied/i, 'webhook_denied', 'webhook'],
  [/ValidatingAdmissionPolicy '([^']+)'/i, 'webhook_denied', 'ValidatingAdmissionPolicy'],
];

/** The amounts in a quota's refusal by resource: requested, used and limited. */
export const parseQuotaAmounts = (message: string): Readonly<Record<string, Readonly<Record<string, string>>>> => {
  const numbers: Record<string, Record<string, string>> = {};
  for (const [, kind = '', list = ''] of message.matchAll(
    /\b(requested|used|limited): (.*?)(?=, (?:used|limited): |$)/g,
  ))
    for (const pair of list.split(',')) {
      const [resource = '', amount = ''] = pair.split('=');
      numbers[resource] = { ...numbers[resource], [kind]: amount };
    }
  return numbers;
};
