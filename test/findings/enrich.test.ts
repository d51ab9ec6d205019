import { describe, expect, it } from 'vitest';
import { enrichFindings } from '../../src/findings/enrich.ts';
import type { Explainer, LogTarget } from '../../src/kubernetes/explainer.ts';
import type { EventRow } from '../../src/kubernetes/views/events.ts';
import { makeFinding, makeResult } from '../support/sample-report.ts';

const podRef = { kind: 'Pod', namespace: 'shop', name: 'web-1' };
const eventRow = (override: Partial<EventRow>): EventRow => ({
  about: podRef,
  type: 'Warning',
  reason: 'BackOff',
  message: 'back-off',
  count: 1,
  lastAt: 1,
  ...override,
});

const explainerOf = (events: readonly EventRow[], lines: readonly string[] = []) => {
  const asked: { namespaces: readonly string[][]; logs: LogTarget[] } = { namespaces: [], logs: [] };
  const source: Explainer = {
    limit: 20,
    readEvents: async (namespaces, take) => {
      (asked.namespaces as string[][]).push([...namespaces]);
      for (const event of events) take(event);
      return ['events of other are forbidden'];
    },
    close: () => {},
    readLogs: async (target) => {
      asked.logs.push(target);
      return lines.length > 0 ? { lines } : { missing: 'pods/log is forbidden' };
    },
  };
  return { source, asked };
};

const crashFinding = makeFinding({ objects: [podRef], evidence: { pod: 'web-1', container: 'web', previous: true } });
const failedResult = makeResult({ status: 'failed', findings: [crashFinding] });

describe('explain', () => {
  it('adds the log of the container before and what it most likely means', async () => {
    const { source, asked } = explainerOf([], ['starting', 'Error: connect ECONNREFUSED 10.0.0.7:5432']);
    const { results } = await enrichFindings([failedResult], source, { logs: true });
    expect(asked.logs).toEqual([{ namespace: 'shop', pod: 'web-1', container: 'web', previous: true }]);
    expect(results[0]?.findings[0]?.evidence).toMatchObject({
      log: ['starting', 'Error: connect ECONNREFUSED 10.0.0.7:5432'],
      likelyCause: 'something that it depends on refuses the connection',
    });
    expect(results[0]?.status).toBe('failed');
  });

  it('takes the log of the other run where there is none of the one that is asked for', async () => {
    const { source } = explainerOf([]);
    const only: Explainer = {
      ...source,
      readLogs: async ({ previous }) =>
        previous ? { missing: 'unable to retrieve container logs' } : { lines: ['gone'] },
    };
    const { results } = await enrichFindings([failedResult], only, { logs: true });
    expect(results[0]?.findings[0]?.evidence.log).toEqual(['gone']);
  });

  it.each([[[]], [['', ' ']]])('says of an empty log that it is empty', async (lines) => {
    const { source } = explainerOf([]);
    const empty: Explainer = { ...source, readLogs: async () => ({ lines }) };
    const { results } = await enrichFindings([failedResult], empty, { logs: true });
    expect(results[0]?.findings[0]?.evidence.log).toBe('empty: the container wrote nothing');
    expect(results[0]?.notes).toEqual([]);
  });

  it('takes the cause from the last words of a container whose log is empty or missing', async () => {
    const finding = {
      ...crashFinding,
      evidence: { ...crashFinding.evidence, lastWords: 'bind: address already in use' },
    };
    for (const outcome of [{ lines: [] }, { missing: 'gone' }]) {
      const source: Explainer = { ...explainerOf([]).source, readLogs: async () => outcome };
      const { results } = await enrichFindings([makeResult({ findings: [finding] })], source, { logs: true });
      expect(results[0]?.findings[0]?.evidence.likelyCause).toMatch(/port/);
    }
  });

  describe('where the finding only guesses', () => {
    const guess = 'waiting for its volumes, its network or an image';
    const guessing = (evidence: object = {}) =>
      makeFinding({
        objects: [podRef],
        message: `creating for 9m; ${guess} (2 pods)`,
        evidence: { guess, ...evidence },
      });
    const explain = async (events: readonly EventRow[], finding = guessing()) => {
      const failed = makeResult({ status: 'failed', message: finding.message, findings: [finding] });
      const { results } = await enrichFindings([failed], explainerOf(events).source, { logs: false });
      return results[0];
    };

    it('puts the words of FailedMount into the message, and those that say more before a time-out', async () => {
      const words = 'MountVolume.SetUp failed for volume "keys" : references non-existent secret key: tls.key';
      const result = await explain([
        eventRow({ reason: 'FailedMount', message: words, lastAt: 1 }),
        eventRow({ reason: 'FailedMount', message: 'Unable to attach or mount volumes: timed out', lastAt: 2 }),
      ]);
      expect(result?.findings[0]).toMatchObject({ message: `creating for 9m; FailedMount: ${words} (2 pods)` });
      expect(result?.message).toBe(result?.findings[0]?.message);
      expect(result?.findings[0]?.evidence).not.toHaveProperty('guess');
    });

    it('classifies a pull by its event where the status of the container says nothing', async () => {
      const text = 'the events of the pod tell why';
      const finding = makeFinding({
        ...{ reason: 'image_pull', objects: [podRef], message: `waits in ImagePullBackOff: image web:1, ${text}` },
        evidence: { image: 'web:1', cause: 'unknown', words: '', guess: text },
      });
      const message = 'Failed to pull image "web:1": rpc error: code = Unknown desc = manifest unknown';
      const events = [eventRow({ reason: 'Failed', message }), eventRow({ message: 'Back-off pulling image "web:1"' })];
      const explained = (await explain(events, finding))?.findings[0];
      expect(explained?.message).toBe(
        'waits in ImagePullBackOff: image web:1, not found: the registry has no such image or tag',
      );
      expect(explained?.evidence).toMatchObject({
        cause: 'not_found',
        words: expect.stringContaining('manifest unknown'),
      });
      expect((await explain([], finding))?.findings[0]?.message).toBe(finding.message);
    });

    it('shows the events of the claims that a pod waits for', async () => {
      const about = { kind: 'PersistentVolumeClaim', namespace: 'shop', name: 'data-0' };
      const event = eventRow({ about, reason: 'ProvisioningFailed', message: 'quota exceeded' });
      const explained = await explain([event], guessing({ claims: ['data-0'] }));
      expect(explained?.findings[0]?.evidence.events).toEqual(['ProvisioningFailed: quota exceeded']);
      expect((await explain([event]))?.findings[0]?.evidence).not.toHaveProperty('events');
    });

    it('leaves the guess where no event tells', async () => {
      const result = await explain([eventRow({ reason: 'BackOff', message: 'x' })]);
      expect(result?.findings[0]?.message).toContain(guess);
    });

    it('doubts the probe where events of the end are there, and none is about a probe', async () => {
      const end = Date.parse(lastFinishedAt);
      const finding = guessing({
        ...{ pod: 'web-1', lastFinishedAt, probe: 'liveness probe (tcp :80)' },
        guess: 'most likely by its liveness probe (tcp :80)',
      });
      const killed = {
        ...finding,
        message: 'killed 1m ago, most likely by its liveness probe (tcp :80), exit code 137',
      };
      const message = async (...events: EventRow[]) => (await explain(events, killed))?.findings[0]?.message;
      const started = eventRow({ type: 'Normal', reason: 'Started', lastAt: end + 1000 });
      expect(await message(started)).toContain(
        'no event tells that its liveness probe (tcp :80) failed, exit code 137',
      );
      expect(await message(started, eventRow({ reason: 'Unhealthy', lastAt: end - 9000 }))).toBe(killed.message);
      expect(await message({ ...started, lastAt: end - 1000 })).toBe(killed.message);
      expect(await message()).toBe(killed.message);
    });

    const lastFinishedAt = '2026-11-21T12:00:00.000Z';
    it.each([
      ['soon after', 30_000, /because its liveness probe failed/],
      ['long after', 121_000, /its volumes/],
    ])('says that a probe killed what ended %s the event of it', async (_, ms, message) => {
      const killing = {
        type: 'Normal',
        reason: 'Killing',
        message: 'Container web failed liveness probe, will be restarted',
      };
      const events = [eventRow({ ...killing, lastAt: Date.parse(lastFinishedAt) - ms })];
      expect((await explain(events, guessing({ lastFinishedAt })))?.findings[0]?.message).toMatch(message);
    });
  });

  it('says what could not be read', async () => {
    const { results, warnings } = await enrichFindings([failedResult], explainerOf([]).source, { logs: true });
    expect(results[0]?.notes).toEqual(['the log of shop/web-1 web: pods/log is forbidden']);
    expect(warnings).toEqual(['events of other are forbidden']);
  });

  it('reads no log when that is switched off, nor for findings that want none', async () => {
    const { source, asked } = explainerOf([], ['x']);
    await enrichFindings([failedResult], source, { logs: false });
    await enrichFindings(
      [makeResult({ findings: [makeFinding({ evidence: { pod: 'web-1', container: 'web' } })] })],
      source,
      {
        logs: true,
      },
    );
    expect(asked.logs).toEqual([]);
  });

  it('asks nothing of a healthy cluster', async () => {
    const { source, asked } = explainerOf([]);
    await enrichFindings([makeResult()], source, { logs: true });
    expect(asked).toEqual({ namespaces: [], logs: [] });
  });

  it('adds the newest events about the objects, each text once', async () => {
    const events = [
      eventRow({ message: 'old', lastAt: 1 }),
      eventRow({ message: 'new', lastAt: 9 }),
      eventRow({ message: 'new', lastAt: 8 }),
      eventRow({ message: 'of another container', lastAt: 10, about: { ...podRef, container: 'sidecar' } }),
      eventRow({ message: 'of another pod', lastAt: 11, about: { ...podRef, name: 'api-1' } }),
      eventRow({ message: 'pulled', lastAt: 12, type: 'Normal', reason: 'Pulled' }),
      eventRow({ message: 'Back-off restarting failed container web', lastAt: 13 }),
      eventRow({ message: 'failed liveness probe', lastAt: 7, type: 'Normal', reason: 'Killing' }),
      eventRow({
        message: 'Saw a job that the controller did not create or forgot: x',
        lastAt: 14,
        reason: 'UnexpectedJob',
      }),
    ];
    const { results } = await enrichFindings([failedResult], explainerOf(events).source, { logs: false });
    expect(results[0]?.findings[0]?.evidence.events).toEqual([
      'BackOff: new',
      'Killing: failed liveness probe',
      'BackOff: old',
    ]);
  });

  const crashOf = (index: number, override: object = {}) =>
    makeFinding({
      object: { kind: 'Deployment', namespace: `ns-${index}`, name: 'web' },
      evidence: { pod: `web-${index}`, container: 'web', previous: true },
      ...override,
    });

  it('reads as many logs as its limit allows and says whose are left out', async () => {
    const findings = Array.from({ length: 25 }, (_, index) => crashOf(index));
    const { source, asked } = explainerOf([], ['x']);
    const failed = makeResult({ status: 'failed', findings });
    const { results, warnings } = await enrichFindings([failed], source, { logs: true });
    expect(asked.namespaces[0]).toHaveLength(25);
    expect(new Set(asked.logs.map(({ pod }) => pod)).size).toBe(20);
    expect(warnings).toContain(
      '5 logs were not read (beyond --explain-limit 20): ns-20/web-20 web, ns-21/web-21 web, ns-22/web-22 web and 2 more',
    );
    expect(results[0]?.notes).toHaveLength(5);
    expect(results[0]?.notes[0]).toBe('the log of ns-20/web-20 web was not read: beyond --explain-limit 20');
  });

  it('says in one note whose logs are left out where they are many', async () => {
    const findings = Array.from({ length: 3000 }, (_, index) => crashOf(index));
    const failed = makeResult({ status: 'failed', findings });
    const { results } = await enrichFindings([failed], explainerOf([], ['x']).source, { logs: true });
    expect(results[0]?.notes).toEqual([expect.stringMatching(/^2980 logs were not read .* and 2977 more$/)]);
  });

  it('reads all logs of a source without a limit', async () => {
    const findings = Array.from({ length: 45 }, (_, index) => crashOf(index));
    const { source, asked } = explainerOf([], ['x']);
    const saved: Explainer = { ...source, limit: Number.POSITIVE_INFINITY };
    const { results } = await enrichFindings([makeResult({ status: 'failed', findings })], saved, { logs: true });
    expect(asked.logs).toHaveLength(45);
    expect(results[0]?.notes).toEqual([]);
  });

  it('reads the logs and events of roots before those of what follows from them', async () => {
    const root = crashOf(7);
    const consequences = Array.from({ length: 3 }, (_, index) =>
      crashOf(index, { because: root.object === undefined ? [] : [root.object] }),
    );
    const { source, asked } = explainerOf([], ['x']);
    const failed = makeResult({ status: 'failed', findings: [...consequences, root] });
    await enrichFindings([failed], { ...source, limit: 1 }, { logs: true });
    expect(asked.logs.map(({ pod }) => pod)).toEqual(['web-7']);
    expect(asked.namespaces[0]?.[0]).toBe('ns-7');
  });
});
