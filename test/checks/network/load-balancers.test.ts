import { expect, it } from 'vitest';
import balancers from '../../../checks/network/load-balancers.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { serviceRow } from './services.ts';

it.each([
  ['10m', 0],
  ['601s', 1],
])('a load balancer without an address after %s gives %i findings', async (age, count) => {
  const services = [serviceRow({ age, spec: { type: 'LoadBalancer' } }), serviceRow()];
  expect((await judgeRows(balancers, { services })).findings).toHaveLength(count);
});

it('a load balancer that was given its addresses by hand has them', async () => {
  const services = [serviceRow({ age: '9d', spec: { type: 'LoadBalancer', externalIPs: ['198.51.100.7'] } })];
  expect((await judgeRows(balancers, { services })).findings).toEqual([]);
});
