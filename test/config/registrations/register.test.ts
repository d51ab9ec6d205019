import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import routeOutsideIn from '../../../checks/network/route-outside-in.ts';
import promqlThreshold from '../../../checks/slo/promql-threshold.ts';
import { defineCheck } from '../../../src/check/check.ts';
import { duration } from '../../../src/params/duration.ts';
import { catalogue } from '../../fixtures/checks.ts';
import { loadInput, problemLines, singleFile } from '../config-input.ts';

const registrationIds = async (text: string) => (await loadInput(singleFile(text))).registrations.map(({ id }) => id);
const registrationById = async (text: string, id: string, timeoutMs?: number) => {
  const config = await loadInput({ ...singleFile(text), ...(timeoutMs === undefined ? {} : { timeoutMs }) });
  return config.registrations.find((registration) => registration.id === id);
};

const CLUSTER_IDS = ['cluster/pods-waiting', 'cluster/pods-bare', 'cluster/nodes-well'];

describe('registrations', () => {
  it('are one for the cluster of each check that needs no probe', async () => {
    expect(await registrationById('{}', 'cluster/pods-waiting')).toEqual({
      id: 'cluster/pods-waiting',
      name: 'pods-waiting',
      check: 'pods-waiting',
      group: 'pods',
      service: 'cluster',
      title: 'All is well with pods',
      remedy: 'Look at it.',
      severity: 'sev3',
      runbook: null,
      enabled: true,
      timeoutMs: 10_000,
      retry: { attempts: 1, backoffMs: 1000, attemptTimeoutMs: null },
      repeatable: true,
      params: {},
      parsed: { grace: 300_000 },
      views: ['pods'],
      wantedViews: [],
      probes: [],
    });
  });

  it('come several from one check: as a list, numbered or named, or under names of their own', async () => {
    const text = `services:
  api:
    checks:
      http-page: [{ url: a }, { url: b, name: front }]
      back: { check: http-page, url: c }
  web:
    checks:
      http-page: { url: d, name: home }`;
    expect(await registrationIds(text)).toEqual([
      ...CLUSTER_IDS,
      'api/http-page-1',
      'api/front',
      'api/back',
      'web/home',
    ]);
    expect(await registrationById(text, 'api/back')).toMatchObject({
      check: 'http-page',
      name: 'back',
      params: { url: 'c' },
      probes: ['http'],
    });
  });

  it('are in the group dependency under dependsOn, beside a check of the same name', async () => {
    const text = 'services: { api: { checks: { http-page: { url: a } }, dependsOn: { http-page: { url: b } } } }';
    expect(await registrationIds(text)).toEqual([...CLUSTER_IDS, 'api/http-page', 'api/dependsOn/http-page']);
    expect(await registrationById(text, 'api/dependsOn/http-page')).toMatchObject({
      group: 'dependency',
      name: 'http-page',
      service: 'api',
    });
  });

  it('claim the objects of a service by its selector, and leave them out of the cluster', async () => {
    const text = 'services: { api: { workloads: { selector: app=api }, checks: { pods-waiting: { grace: 1m } } } }';
    expect(await registrationIds(text)).toEqual([...CLUSTER_IDS, 'api/pods-bare', 'api/pods-waiting']);
    expect(await registrationById(text, 'api/pods-waiting')).toMatchObject({
      selector: 'app=api',
      params: { grace: '1m' },
    });
    expect(await registrationById(text, 'cluster/pods-waiting')).toMatchObject({ claimed: ['app=api'], params: {} });
    expect(await registrationById(text, 'api/pods-bare')).toMatchObject({ enabled: false, selector: 'app=api' });
  });

  it('have no selector where they ask the service and read no objects', async () => {
    const text = 'services: { api: { workloads: { selector: app=api }, checks: { http-page: { url: a } } } }';
    expect(await registrationById(text, 'api/http-page')).not.toHaveProperty('selector');
  });

  it('are of a check that needs nothing once for the cluster, or where a service lists it', async () => {
    const ping = defineCheck({
      group: 'custom',
      name: 'ping',
      title: 'It answers',
      why: 'It has to.',
      remedy: 'Look.',
      severity: 'sev3',
      needs: [],
      params: z.strictObject({ wait: duration().prefault('1s') }),
      run: () => [],
    });
    const checks = [{ ...ping, module: '/checks/ping.ts' }];
    expect((await loadInput({ checks })).registrations).toMatchObject([
      { id: 'cluster/ping', module: '/checks/ping.ts' },
    ]);
    const open = [{ ...ping, params: z.looseObject({}) }];
    const free = await loadInput({
      checks: open,
      ...singleFile('services: { api: { checks: { ping: { any: thing } } } }'),
    });
    expect(free.registrations).toMatchObject([{ id: 'api/ping', params: { any: 'thing' } }]);
    expect(
      await problemLines({ checks, ...singleFile('services: { api: { checks: { ping: { any: thing } } } }') }),
    ).toHaveLength(1);
    const listed = await loadInput({ checks, ...singleFile('services: { api: { checks: { ping: {} } } }') });
    expect(listed.registrations.map(({ id }) => id)).toEqual(['api/ping']);
  });
});

describe('settings', () => {
  const text = `checks:
  http-page: { timeout: 3s, severity: sev3, runbook: "http://r/check", retry: { attempts: 3 }, headers: { a: "1" }, warnAfter: 1s }
services:
  api:
    severity: sev1
    runbook: http://r/api
    checks:
      http-page: { url: x }
      own: { check: http-page, url: y, timeout: 1500ms, severity: sev2, runbook: "http://r/own", retry: { backoff: 2s, attemptTimeout: 1 }, headers: { b: "2" }, method: POST }
  web:
    checks: { http-page: { url: z } }`;

  it('are taken from the nearest layer: registration, service, tuning of the check, check', async () => {
    expect(await registrationById(text, 'api/own')).toMatchObject({
      timeoutMs: 1500,
      severity: 'sev2',
      runbook: 'http://r/own',
      retry: { attempts: 3, backoffMs: 2000, attemptTimeoutMs: 1000 },
      params: { url: 'y', headers: { a: '1', b: '2' }, warnAfter: '1s', method: 'POST' },
      repeatable: false,
    });
    expect(await registrationById(text, 'api/http-page')).toMatchObject({
      timeoutMs: 3000,
      severity: 'sev1',
      runbook: 'http://r/api',
      retry: { attempts: 3, backoffMs: 1000, attemptTimeoutMs: null },
      repeatable: true,
    });
    expect(await registrationById(text, 'web/http-page')).toMatchObject({
      severity: 'sev3',
      runbook: 'http://r/check',
    });
  });

  it('give way to -t', async () => {
    expect((await registrationById(text, 'api/own', 7000))?.timeoutMs).toBe(7000);
    expect((await registrationById(text, 'api/own', 0))?.timeoutMs).toBe(1500);
  });

  it('distinguish what is off by default from what was switched off', async () => {
    expect(await registrationById('{}', 'cluster/pods-bare')).toMatchObject({ enabled: false });
    expect(await registrationById('{}', 'cluster/pods-bare')).not.toHaveProperty('switchedOff');
    expect(await registrationById('checks: { pods-bare: { enabled: true } }', 'cluster/pods-bare')).toMatchObject({
      enabled: true,
    });
    const off = { enabled: false, switchedOff: true };
    expect(
      await registrationById('checks: { pods-waiting: { enabled: false } }', 'cluster/pods-waiting'),
    ).toMatchObject(off);
    const listed =
      'checks: { http-page: { enabled: false, url: x } }\nservices: { a: { checks: { http-page: {} } }, b: { checks: { http-page: { enabled: true } } } }';
    expect(await registrationById(listed, 'a/http-page')).toMatchObject(off);
    expect(await registrationById(listed, 'b/http-page')).toMatchObject({ enabled: true, params: { url: 'x' } });
  });

  it('are reported with their position when they are wrong, once for all registrations', async () => {
    const wrong = `checks: { http-page: { warnAfter: soon, headers: { a: 5 } } }
services:
  api: { checks: { http-page: [{ url: x }, { url: y }] } }
  web: { checks: { http-page: { url: z } } }`;
    expect(await problemLines(singleFile(wrong))).toEqual([
      'a.yaml:1:24: checks.http-page.warnAfter: "soon" is no duration: write 250ms, 5s, 10m, 1h or 30d',
      'a.yaml:1:52: checks.http-page.headers.a: expected text or a mapping, got a number',
    ]);
  });

  it('are read also where no service uses the check', async () => {
    const [line] = await problemLines(singleFile('checks: { http-page: { warnAfter: soon } }'));
    expect(line).toBe(
      'a.yaml:1:24: checks.http-page.warnAfter: "soon" is no duration: write 250ms, 5s, 10m, 1h or 30d',
    );
    expect((await loadInput(singleFile('checks: { http-page: { warnAfter: 5s } }'))).registrations).toHaveLength(3);
  });

  it('are refused when unknown deep inside', async () => {
    const lines = await problemLines(singleFile('services: { a: { checks: { http-page: { url: { evn: X } } } } }'));
    expect(lines).toEqual([
      'a.yaml:1:48: services.a.checks.http-page.url.evn: unknown key "evn": did you mean "env"? known: env',
    ]);
  });
});

describe('the catalogue of the tests', () => {
  it('holds what these tests count on', () => {
    expect(catalogue.map(({ name }) => name)).toEqual([
      'http-page',
      'sql-login',
      'pods-waiting',
      'pods-bare',
      'nodes-well',
    ]);
  });
});

describe('a check that names the object that it judges', () => {
  const yaml = (settings: string, workloads = '') =>
    `services: { shop: { ${workloads} checks: { route-outside-in: { ${settings} } } } }`;
  const load = (text: string) => loadInput({ files: { 'a.yaml': text }, checks: [routeOutsideIn] });
  const ofShop = async (text: string) => (await load(text)).registrations.find(({ service }) => service === 'shop');

  it('needs no selector of its service, and is not narrowed by one', async () => {
    expect(await ofShop(yaml('target: ingress/shop'))).toMatchObject({ params: { target: 'ingress/shop' } });
    const selected = await ofShop(yaml('target: ingress/shop', 'workloads: { selector: app=shop },'));
    expect(selected?.selector).toBeUndefined();
  });

  it('is narrowed by the selector without it, and refused without both', async () => {
    expect((await ofShop(yaml('grace: 1m', 'workloads: { selector: app=shop },')))?.selector).toBe('app=shop');
    await expect(load(yaml('grace: 1m'))).rejects.toThrow('needs workloads.selector, or the check target');
  });
});

describe('a check that wants lists by a parameter', () => {
  const load = async (settings: string) => {
    const asked = `url: "http://prometheus:9090", query: up, ${settings}`;
    const text = `services: { shop: { workloads: { selector: app=shop }, checks: { promql-threshold: { ${asked} } } } }`;
    const { registrations } = await loadInput({ files: { 'a.yaml': text }, checks: [promqlThreshold] });
    return registrations.find(({ name }) => name === 'promql-threshold');
  };

  it('wants none without it, and only that of the object that it names', async () => {
    expect(await load('fail: 1')).toMatchObject({ wantedViews: [], views: [], probes: ['prometheus'] });
    expect(await load('limitsFrom: { namespace: a, configMap: b, failAbove: c }')).toMatchObject({
      wantedViews: ['configMaps'],
    });
  });

  it('is not narrowed by the selector of its service', async () => {
    expect((await load('limitsFrom: { namespace: a, deployment: b, failAbove: c }'))?.selector).toBeUndefined();
  });
});
