import { describe, expect, it } from 'vitest';
import addresses from '../../../checks/network/ingress-addresses.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { ingressRow } from './ingress-rows.ts';

describe('addresses', () => {
  const other = ingressRow({ name: 'other', address: '10.0.0.1' });

  it.each([
    ['10m', 0],
    ['601s', 1],
  ])('Ingress without address: others of its class have one, after %s %i findings', async (age, count) => {
    expect((await judgeRows(addresses, { ingresses: [ingressRow({ age }), other] })).findings).toHaveLength(count);
  });

  it('Ingress without address: none of its class has one, which is noted', async () => {
    const judged = await judgeRows(addresses, { ingresses: [ingressRow({ spec: { ingressClassName: 'x' } }), other] });
    expect(judged).toEqual({ findings: [], notes: ['1 Ingress has no address, nor has any other of their class'] });
  });

  it('an error of a port', async () => {
    const status = {
      loadBalancer: { ingress: [{ ip: '10.0.0.1', ports: [{ port: 443, error: 'CertificateMissing' }] }] },
    };
    expect((await judgeRows(addresses, { ingresses: [ingressRow({ status })] })).findings[0]).toMatchObject({
      reason: 'ingress_port',
      message: 'port 443: CertificateMissing',
    });
  });
});
