import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { serviceBackendsLookup } from '../../src/kubernetes/backends/service-backends.ts';
import { serviceOutage } from '../../src/kubernetes/backends/service-outage.ts';
import { kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { ServiceRow } from '../../src/kubernetes/views/services.ts';
import type { WebhookConfigurationRow, WebhookRow } from '../../src/kubernetes/views/webhooks.ts';
import type { Finding } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { webhookChainEvidence } from './webhook-rules.ts';

export default defineCheck({
  group: 'api',
  name: 'webhook-backends',
  title: 'Admission webhooks have somebody behind them',
  why: 'With failurePolicy Fail, a webhook that nobody answers for refuses whatever it is asked about: deployments stop.',
  remedy: 'Bring its Service back, or delete the configuration that was left behind.',
  severity: 'sev1',
  needs: ['validatingWebhooks', 'mutatingWebhooks', 'services', 'endpointSlices'],
  wants: ['pods'],
  judges: ['validatingWebhooks', 'mutatingWebhooks'],
  params: z.strictObject({
    grace: duration().prefault('5m').describe('How long the Service may have no endpoint that is ready'),
  }),
  run({ validatingWebhooks, mutatingWebhooks, services, endpointSlices, pods, params, now }) {
    const byName = new Map(services.map((row) => [`${row.ref.namespace}/${row.ref.name}`, row]));
    const lookup = serviceBackendsLookup({ endpointSlices, pods });
    const findProblem = ({ service }: WebhookRow): WebhookProblem | undefined => {
      if (service === undefined) return undefined;
      const row = byName.get(`${service.namespace}/${service.name}`);
      if (row === undefined) return { text: 'not found' };
      if (row.type !== 'ExternalName' && !row.ports.some(({ port }) => port === service.port))
        return { text: `has no port ${service.port}: it has ${row.ports.map(({ port }) => port).join(', ')}` };
      const outage = serviceOutage(row, lookup(row), now);
      return outage === undefined || now - outage.since <= params.grace
        ? undefined
        : { text: `has no ready endpoints: ${outage.text}`, row };
    };
    return [...validatingWebhooks, ...mutatingWebhooks]
      .filter(({ deletingAt }) => deletingAt === undefined)
      .flatMap((row, _, all) =>
        row.webhooks.flatMap((hook) =>
          [findProblem(hook)].flatMap((problem) =>
            problem ? [webhookFinding(row, hook, { ...problem, chain: webhookChainEvidence(hook, all) })] : [],
          ),
        ),
      );
  },
});

interface WebhookProblem {
  readonly text: string;
  readonly row?: ServiceRow;
}

interface WebhookDetails extends WebhookProblem {
  readonly chain: ReturnType<typeof webhookChainEvidence>;
}

const webhookFinding = (
  { ref }: WebhookConfigurationRow,
  hook: WebhookRow,
  { text, row, chain }: WebhookDetails,
): Finding => {
  const { namespace, name } = hook.service as NonNullable<WebhookRow['service']>;
  const isFatal = hook.failurePolicy === 'Fail';
  const asked = `${hook.operations.join(', ')} of ${hook.resources.slice(0, 5).join(', ')}`;
  const effect = isFatal ? `every ${asked} that it is asked about is refused` : 'it is passed over';
  return {
    reason: 'webhook_backend',
    level: isFatal ? 'fault' : 'warning',
    message: `webhook ${hook.name}: its Service ${namespace}/${name} ${text}; failurePolicy ${hook.failurePolicy}: ${effect}`,
    object: ref,
    evidence: {
      webhook: hook.name,
      service: `${namespace}/${name}`,
      failurePolicy: hook.failurePolicy,
      resources: hook.resources,
      ...chain,
    },
    next: [
      kubectlCommand(namespace)`get service ${name}`,
      kubectlCommand(undefined)`get ${ref.kind.toLowerCase()} ${ref.name} -o yaml`,
    ],
    part: hook.name,
    ...(row === undefined ? {} : { because: [row.ref] }),
  };
};
