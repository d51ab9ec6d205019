import { describe, expect, it } from 'vitest';
import type { ViewProblem } from '../../../src/kubernetes/rows/cluster-data.ts';
import { blockingProblem, viewNotes } from '../../../src/run/attempt/preconditions.ts';
import { registrationOf } from '../sample-plans.ts';

const forbidden: ViewProblem = { status: 'error', reason: 'permission', message: 'no permission to list kafkas' };
const absent: ViewProblem = { status: 'skipped', reason: 'dependency', message: 'not installed: the cluster has none' };
const queues = registrationOf('queues', {
  wantedViews: ['kafkas', 'kafkaTopics', 'pods'],
  judges: ['kafkas', 'kafkaTopics'],
});

describe('a check that judges several views and could do without each of them', () => {
  it('is an error when one of them could not be read', () => {
    const views = { kafkas: { problem: forbidden }, kafkaTopics: { rows: [] }, pods: { rows: [] } };
    expect(blockingProblem(queues, views)).toEqual(forbidden);
  });

  it('is skipped when none of them is there', () => {
    const views = { kafkas: { problem: absent }, kafkaTopics: { problem: absent }, pods: { rows: [] } };
    expect(blockingProblem(queues, views)).toEqual(absent);
  });

  it('runs with those that are there, and says nothing of a kind that is not installed', () => {
    const views = { kafkas: { rows: [] }, kafkaTopics: { problem: absent }, pods: { problem: forbidden } };
    expect(blockingProblem(queues, views)).toBeUndefined();
    expect(viewNotes(queues, views)).toEqual(['judged without pods: no permission to list kafkas']);
  });
});

it('a check that judges a view that it needs runs where the others are not installed', () => {
  const registration = registrationOf('tls-secrets', {
    views: ['ingresses'],
    wantedViews: ['gateways'],
    judges: ['ingresses', 'gateways'],
  });
  const views = { ingresses: { rows: [] }, gateways: { problem: absent } };
  expect(blockingProblem(registration, views)).toBeUndefined();
  expect(blockingProblem(registration, { ...views, gateways: { problem: forbidden } })).toEqual(forbidden);
});
