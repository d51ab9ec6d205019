import { describe, expect, it } from 'vitest';
import { sanitizeObject } from '../../../src/kubernetes/snapshot/sanitize.ts';
import { projectDeployment } from '../../../src/kubernetes/views/deployments.ts';
import { projectIngress } from '../../../src/kubernetes/views/ingresses.ts';

const ingressWith = (annotations: Readonly<Record<string, string>>) => ({
  metadata: { name: 'shop', namespace: 'shop', annotations },
});

describe('an Ingress in a snapshot', () => {
  it.each([
    [
      'alb.ingress.kubernetes.io/actions.to-new-shop',
      '{"url":"https://user:hunter22@new"}',
      { actions: ['to-new-shop'] },
    ],
    ['nginx.ingress.kubernetes.io/permanent-redirect', 'https://new.test/?token=hunter22', { redirects: true }],
    ['nginx.ingress.kubernetes.io/server-snippet', 'return 301 https://new.test/hunter22;', { redirects: true }],
  ])('is routed as the live one by %s, without what it says', (key, value, expected) => {
    const live = ingressWith({ [key]: value, 'acme.test/note': 'hunter22' });
    const saved = sanitizeObject(live, (text) => text) as ReturnType<typeof ingressWith>;
    expect(projectIngress(live as never)).toMatchObject(expected);
    expect(projectIngress(saved as never)).toMatchObject(expected);
    expect(JSON.stringify(saved)).not.toContain('hunter22');
  });
});

describe('a Deployment in a snapshot', () => {
  const annotations = {
    'slo.acme.io/p95': '250ms',
    'slo.acme.io/auc': ' 0.82 ',
    'slo.acme.io/owner': 'scoring',
    'slo.acme.io/token': '9f2c77aa01bb23cc45dd',
    'autoscaling.kubernetes.io/size': '3',
  };
  const live = { metadata: { name: 'scorer', namespace: 'shop', annotations } };

  it('keeps the limits that stand with it, as the live one, and no other annotation', () => {
    const saved = sanitizeObject(live, (text) => text);
    const limits = { 'slo.acme.io/p95': '250ms', 'slo.acme.io/auc': '0.82' };
    expect(projectDeployment(live as never).quantities).toEqual(limits);
    expect(projectDeployment(saved as never).quantities).toEqual(limits);
    expect(JSON.stringify(saved)).not.toMatch(/scoring|9f2c77/);
  });
});
