import { describe, expect, it } from 'vitest';
import { defineCheck, z } from '../../src/index.ts';
import { ago, ProbeError, pod, runCheck, testNow } from '../../src/testing/index.ts';

const labelled = defineCheck({
  group: 'custom',
  name: 'team-label',
  title: 'Pods say whose they are',
  why: 'Nobody is called for a pod that belongs to nobody.',
  remedy: 'Add the label.',
  severity: 'sev3',
  needs: ['pods'],
  wants: ['nodes'],
  params: z.strictObject({ label: z.string().default('team') }),
  run: ({ pods, nodes, params, note, now, service }) => {
    note(`${nodes === undefined ? 'no' : nodes.length} nodes, ${now}, ${service}`);
    return pods
      .filter((one) => !(params.label in one.labels))
      .map((one) => ({ object: one.ref, reason: 'acme/no_team', message: 'it has no team' }) as const);
  },
});

const asked = defineCheck({
  group: 'custom',
  name: 'queue-depth',
  title: 'The queue is short',
  why: 'A long queue is late.',
  remedy: 'Look at the consumers.',
  severity: 'sev2',
  needs: ['http'],
  params: z.strictObject({ url: z.string(), most: z.number().default(100) }),
  run: async ({ http, params, measure }) => {
    const depth = Number((await http({ url: params.url })).body);
    measure('depth', depth);
    return depth > params.most ? [{ reason: 'threshold', message: `${depth} wait` }] : [];
  },
});

describe('a check that a test runs', () => {
  it('judges rows at the time of the test', async () => {
    const pods = [pod(), pod({ metadata: { name: 'b', labels: { team: 'a' } } })];
    const result = await runCheck(labelled, { views: { pods } });
    expect(result).toMatchObject({
      status: 'failed',
      reason: 'acme/no_team',
      looked: { pods: 2 },
      findings: [{ object: { kind: 'Pod', namespace: 'shop', name: 'web-1' }, message: 'it has no team' }],
    });
    expect(result.notes).toContain(`no nodes, ${testNow}, test`);
  });

  it('has its parameters parsed, and is skipped where there is nothing to judge', async () => {
    const views = { pods: [pod()], nodes: [] };
    expect(await runCheck(labelled, { views, params: { label: 'app' } })).toMatchObject({ status: 'ok', findings: [] });
    expect(await runCheck(labelled, { views, params: { label: 7 as never } })).toMatchObject({ reason: 'config' });
    expect(await runCheck(labelled, { views: { pods: [] } })).toMatchObject({ status: 'skipped' });
  });

  it('is answered by the probes of the test', async () => {
    const ask = (body: string) =>
      runCheck(asked, { params: { url: 'http://queue/' }, probes: { http: () => ({ body }) } });
    expect(await ask('7')).toMatchObject({ status: 'ok', measures: { depth: { value: 7 } } });
    expect(await ask('700')).toMatchObject({ status: 'failed', message: '700 wait' });
    expect(await ask('many')).toMatchObject({ status: 'error', reason: 'internal' });
  });

  it('ends as a probe that fails', async () => {
    const http = (): never => {
      throw new ProbeError('connect_refused', 'nobody listens');
    };
    const result = await runCheck(asked, { params: { url: 'http://queue/' }, probes: { http } });
    expect(result).toMatchObject({ status: 'failed', reason: 'connect_refused', message: 'nobody listens' });
  });

  it('is refused without what it needs', async () => {
    const views = {} as never;
    await expect(runCheck(labelled, { views })).rejects.toThrow('the check needs the view "pods"');
    const probes = {} as never;
    await expect(runCheck(asked, { params: { url: 'x' }, probes })).rejects.toThrow('needs the probe "http"');
  });

  it('names the line of an exception', async () => {
    const throwing = { ...labelled, run: () => JSON.parse('{') };
    const { message } = await runCheck(throwing, { views: { pods: [pod()] } });
    expect(message).toMatch(/^SyntaxError: .*run-check\.test\.ts:\d+:\d+\)$/);
  });
});

it('a time of a test lies before it', () => {
  expect(Date.parse(ago('5m'))).toBe(testNow - 300_000);
  expect(() => ago('soon')).toThrow('"soon" is no duration');
});
