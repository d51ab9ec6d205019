import { expect, it } from 'vitest';
import balancers from '../../../checks/network/load-balancers.ts';
import { judge } from '../../support/judge.ts';
import { service } from './services.ts';

it.each([
  ['10m', 0],
  ['601s', 1],
])('a load balancer without an address after %s gives %i findings', async (age, count) => {
  const services = [service({ age, spec: { type: 'LoadBalancer' } }), service()];
  expect((await judge(balancers, { services })).findings).toHaveLength(count);
});
