import { describe, expect, it } from 'vitest';
import { sanitizeObject } from '../../../src/kubernetes/snapshot/sanitize.ts';
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
    ['nginx.ingress.kubernetes.io/ssl-passthrough', 'true', { passesTls: true }],
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
