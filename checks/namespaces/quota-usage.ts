import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import { parseQuantity } from '../../src/kubernetes/objects/quantity.ts';
import type { ResourceQuotaRow } from '../../src/kubernetes/views/resource-quotas.ts';
import type { Finding } from '../../src/model/result.ts';
import { abbreviateList } from '../../src/text/abbreviate-list.ts';
import { pluralize } from '../../src/text/pluralize.ts';

export default defineCheck({
  group: 'namespaces',
  name: 'quota-usage',
  title: 'No more is used than quotas allow',
  why: 'A quota that was lowered under what runs lets nothing new in. A full one is no fault before something is refused.',
  remedy: 'Raise the quota or scale down what it counts.',
  severity: 'sev3',
  needs: ['resourceQuotas'],
  params: z.strictObject({
    near: z.number().min(0).max(1).default(0.9).describe('Share from which on a quota is noted as nearly used up'),
  }),
  run({ resourceQuotas, params, note }) {
    const uses = resourceQuotas.filter(({ deletingAt }) => deletingAt === undefined).flatMap(quotaUsages);
    const near = uses.filter(({ share }) => share > params.near && share <= 1).map(usageText);
    if (near.length > 0)
      note(`${pluralize(near.length, 'quota is', 'quotas are')} nearly or all used up: ${abbreviateList(near)}`);
    return uses.filter(({ share }) => share > 1).map(quotaFinding);
  },
});

interface QuotaUsage {
  readonly quota: ResourceQuotaRow;
  readonly resource: string;
  readonly hard: string;
  readonly used: string;
  readonly share: number;
}

/** The usage of each resource of a quota, without limits of zero and counts of objects, which are full by design. */
const quotaUsages = (quota: ResourceQuotaRow): readonly QuotaUsage[] =>
  Object.entries(quota.hard).flatMap(([resource, hard]) => {
    const used = quota.used[resource] ?? '0';
    const limit = parseQuantity(hard) ?? 0;
    if (limit === 0 || resource.startsWith('count/')) return [];
    return [{ quota, resource, hard, used, share: (parseQuantity(used) ?? 0) / limit }];
  });

const usageText = ({ quota: { ref }, resource, used, hard }: QuotaUsage): string =>
  `${ref.namespace}/${ref.name} ${resource} ${used} of ${hard}`;

const quotaFinding = ({ quota: { ref }, resource, hard, used }: QuotaUsage): Finding => ({
  reason: 'quota_over',
  level: 'warning',
  message: `${resource}: ${used} used, ${hard} allowed`,
  object: ref,
  evidence: { resource, used, hard },
  next: [kubectlCommand(ref.namespace)`describe resourcequota ${ref.name}`],
  part: resource,
});
