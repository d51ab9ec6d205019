import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { describeCommand } from '../../src/kubernetes/objects/kubectl.ts';
import { duration } from '../../src/params/duration.ts';
import { formatDuration } from '../../src/text/duration-text.ts';

export default defineCheck({
  group: 'network',
  name: 'load-balancers',
  title: 'Load balancers have their address',
  why: 'Without an address nobody outside of the cluster reaches the Service (EXTERNAL-IP stays <pending>).',
  remedy: 'Look at the events of the Service: quota of the cloud, address pool, or no controller for its class.',
  severity: 'sev2',
  needs: ['services'],
  params: z.strictObject({ grace: duration().prefault('10m').describe('How long a new Service may have no address') }),
  run({ services, params, now, looked }) {
    const balancers = services.filter(({ type }) => type === 'LoadBalancer');
    looked('loadBalancers', balancers.length);
    return balancers
      .filter(({ addresses, deletingAt }) => addresses.length === 0 && deletingAt === undefined)
      .filter(({ createdAt }) => now - createdAt > params.grace)
      .map(({ ref, createdAt, loadBalancerClass }) => ({
        reason: 'no_address',
        message: `LoadBalancer has no address (EXTERNAL-IP <pending>), ${formatDuration(now - createdAt)} after it was created${loadBalancerClass === undefined ? '' : `; class ${loadBalancerClass}`}`,
        object: ref,
        evidence: { loadBalancerClass: loadBalancerClass ?? null },
        next: [describeCommand(ref)],
      }));
  },
});
