import { describe, expect, it } from 'vitest';
import type { Registration } from '../../../../src/check/check.ts';
import { planTarget } from '../../../../src/commands/check/targets/plan-target.ts';
import type { ResolvedTarget } from '../../../../src/commands/check/targets/resolve-target.ts';

const REGISTRATION = {
  id: 'shop/http-endpoint',
  targetAddress: 'url',
  params: { target: { service: 'web', path: '/ready' }, warnAfter: '1s' },
  parsed: { target: { service: 'web', path: '/ready', each: true }, warnAfter: 1000 },
  views: [],
  wantedViews: ['services', 'endpointSlices', 'pods'],
  probes: ['http'],
} as unknown as Registration;

const RESOLVED: ResolvedTarget = {
  service: { kind: 'Service', namespace: 'shop', name: 'web' },
  host: 'web.shop.svc',
  port: 80,
  scheme: 'http',
  endpoints: [
    { port: 8080, pod: 'web-1', address: '10.1.0.7' },
    { port: 8080, pod: 'web-2' },
  ],
  because: [],
};

/** In a pod of the cluster, where no tunnel is needed. */
const INSIDE = {
  needed: false,
  open: () => Promise.reject(new Error('no tunnel is needed')),
  close: () => {},
};

const plan = (each: boolean) => planTarget(REGISTRATION, { service: 'web', path: '/ready', each }, RESOLVED, INSIDE);

describe('a target that is asked from inside of the cluster', () => {
  it('is asked by the name of the Service, with nothing of the cluster at hand', async () => {
    const { parts } = await plan(false);
    expect(parts.map(({ registration }) => registration)).toEqual([
      {
        ...REGISTRATION,
        params: { url: 'http://web.shop.svc/ready', warnAfter: '1s' },
        parsed: { url: 'http://web.shop.svc/ready', warnAfter: 1000 },
        wantedViews: [],
      },
    ]);
  });

  it.each([
    ['url', { url: 'http://web.shop.svc/ready' }],
    ['webSocketUrl', { url: 'ws://web.shop.svc/ready' }],
    ['baseUrl', { baseUrl: 'http://web.shop.svc/ready' }],
    ['endpoint', { endpoint: 'http://web.shop.svc/ready' }],
    ['host', { host: 'web.shop.svc', port: 80 }],
    ['hosts', { hosts: ['web.shop.svc:80'] }],
  ] as const)(
    'is given to the check as its %s, beside the URL with the login where it is a host',
    async (kind, expected) => {
      const login = { url: 'redis://u:p@elsewhere/1' };
      const parsed = { ...login, target: { service: 'web', path: '/ready', each: false } };
      const registration = { ...REGISTRATION, targetAddress: kind, params: parsed, parsed } as Registration;
      const { parts } = await planTarget(registration, parsed.target, RESOLVED, INSIDE);
      expect(parts.map((part) => part.registration.parsed)).toEqual([{ ...login, ...expected }]);
    },
  );

  it('is asked at the address of each ready pod, and is an error for one without', async () => {
    const { parts } = await plan(true);
    const [first, second] = parts.map(({ registration }) => registration);
    expect(first).toMatchObject({
      id: 'shop/http-endpoint/web-1',
      connectTo: { host: 'web.shop.svc', port: 80, address: '10.1.0.7', addressPort: 8080 },
    });
    expect(second).toMatchObject({ problem: 'the address of pod web-2 is not known' });
  });
});
