import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InspectedCluster, inspectCluster } from '../../../src/commands/inspect/inspect-cluster.ts';
import { type InspectionRun, openInspection } from '../../../src/commands/inspect/open-inspection.ts';
import { examineTarget } from '../../../src/commands/triage/examine-target.ts';
import type { TriageDocument } from '../../../src/commands/triage/triage-document.ts';
import { renderTriage } from '../../../src/commands/triage/triage-text.ts';
import { TRIAGE_VIEWS } from '../../../src/triage/cluster.ts';
import { captureRun } from '../capture-run.ts';

const CONFIG = `${import.meta.dirname}/services.yaml`;

/** The example's cluster is read and judged once. */
let inspected: InspectedCluster;
let run: InspectionRun;

beforeAll(async () => {
  await captureRun(async (io) => {
    const scope = {
      namespace: [],
      allNamespaces: false,
      snapshot: 'examples/cluster.json.gz',
      selector: [],
      release: [],
    };
    run = await openInspection({ config: [CONFIG], checks: [], podLogs: true, ...scope }, io);
    inspected = await inspectCluster(run, TRIAGE_VIEWS);
    return 0;
  });
});
afterAll(() => {
  run.clock.stop();
  inspected.explainer?.close();
});

const examine = (target: string): Promise<TriageDocument> => examineTarget(target, inspected, run);

describe('a triage of the example', () => {
  it.each([
    ['ingress/storefront', 'a backend that is not there'],
    ['svc/pickup-points', 'a readiness probe that fails'],
    ['deploy/tariff-api', 'a crash loop, with the last lines of its log'],
    ['deploy/photo-store', 'a claim that is not bound'],
    ['deploy/volume-forecast', 'a node that is lost'],
    ['deploy/archive-reader', 'a quota'],
    ['deploy/tracking-api', 'an image that is not there'],
    ['sts/event-store', 'a replica that is not ready'],
    ['cronjob/fetch-rates', 'a Job that failed'],
    ['svc/counter', 'a selector that matches nothing'],
    ['po/unpacker', 'an evicted pod'],
    ['svc/storefront', 'nothing wrong'],
  ])('of %s shows %s', async (target) => {
    const text = renderTriage(await examine(target), { width: 80, paint: (_style, plain) => plain });
    expect(text.split('\n').filter((line) => line.length > 110)).toEqual([]);
    await expect(text).toMatchFileSnapshot(`golden/${target.replace('/', '-')}.txt`);
  });

  it('says in JSON what broke first, what explains it, and what to type next', async () => {
    const document = await examine('svc/pickup-points');
    expect(document).toMatchObject({
      schemaVersion: 1,
      verdict: 'broken',
      exitCode: 1,
      snapshot: { ageMs: expect.any(Number) },
    });
    const [path] = document.paths;
    expect(path?.links[path.firstBroken ?? -1]).toMatchObject({ kind: 'endpoints', verdict: 'broken' });
    expect(document.causes.map(({ reason }) => reason)).toEqual(['not_ready']);
    expect(document.next[0]).toMatch(/^kubectl -n pickup /);
    const times = path?.links.at(-1)?.events.map(({ at }) => at) ?? [];
    expect(times).toEqual(times.toSorted());
    expect(times.length).toBeGreaterThan(1);
  });

  it('ends with 0 where every link is well, and where one only needs a look', async () => {
    expect(await examine('svc/storefront')).toMatchObject({ verdict: 'ok', exitCode: 0, causes: [], next: [] });
    expect(await examine('svc/quote-engine')).toMatchObject({ verdict: 'suspicious', exitCode: 0 });
  });

  it('walks from the outermost objects of a service of the configuration, and from the targets of its checks', async () => {
    const roots = (await examine('pickup')).paths.map(({ target }) => `${target.kind} ${target.name}`);
    expect(roots).toEqual(['Service pickup-points']);
    expect((await examine('shop')).paths.map(({ target }) => target.kind)).toEqual(['Ingress']);
  });

  it('is told once: the finding of the same walk as a check points to what broke the link', () => {
    const findings = inspected.results.flatMap((result) => result.findings);
    const ofWalk = findings.filter(({ reason }) => reason === 'route_broken');
    const causes = ofWalk.map(({ causedBy }) => findings.find(({ fingerprint }) => fingerprint === causedBy)?.reason);
    expect(causes).toEqual(['ingress_backend', 'not_ready']);
  });

  it('cannot tell of an object whose kind was not read, and does not end with 0', async () => {
    const problem = { status: 'error', reason: 'permission', message: 'may not list services' } as const;
    const blind = { ...inspected, views: { ...inspected.views, services: { problem } } };
    const document = await examineTarget('svc/storefront', blind, run);
    expect(document).toMatchObject({ verdict: 'unknown', exitCode: 1 });
    expect(document.paths[0]?.links[0]?.text).toBe('may not list services');
  });
});

describe('a target that names nothing', () => {
  it.each([
    ['foo/bar', 'unknown kind "foo" in "foo/bar"'],
    ['servce/x', 'did you mean "service"?'],
    ['deploy/', 'write deployment/NAME'],
    ['deploy/tarif-api', 'there is no deployment/tarif-api: did you mean deployment/tariff-api?'],
    ['svc/tariff-api', 'there is no service/tariff-api: there is deployment/tariff-api'],
    ['pickpu', 'the configuration has no service "pickpu"'],
    ['bare', 'service "bare" names no objects'],
  ])('is refused: %s', async (target, message) => {
    await expect(examine(target)).rejects.toThrow(message);
  });
});
