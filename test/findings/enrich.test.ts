import { describe, expect, it } from 'vitest';
import { enrichFindings } from '../../src/findings/enrich.ts';
import { findLikelyCause } from '../../src/findings/log-signatures.ts';
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
    readEvents: async (namespaces) => {
      (asked.namespaces as string[][]).push([...namespaces]);
      return { events, notes: ['events of other are forbidden'] };
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

describe('likelyCause', () => {
  it.each([
    ["ModuleNotFoundError: No module named 'torch'", /file or module/],
    ['dial tcp: lookup db.internal: no such host', /does not resolve/],
    ['bind: address already in use', /port/],
    ['exec /app: exec format error', /architecture/],
    ['java.lang.OutOfMemoryError: Java heap space', /memory/],
    ['mkdir /data: permission denied', /permission/],
    ['missing DATABASE_URL', /setting/],
    ['HTTP 403 from the artifact store', /permission/],
    ['cannot load the serving certificate: open /tls/server.crt: no such file or directory', /file or module/],
    ['Error: ENOENT: could not open certificate chain', /file or module/],
    ['cannot read certificate key /tls/server.key: permission denied', /permission/],
    ['x509: certificate signed by unknown authority', /certificate/],
    ['the certificate of db:5432 has expired', /certificate/],
    ['error:0A000086: certificate verify failed', /certificate/],
    ['remote error: tls: bad certificate', /certificate/],
    ['certificate "web-x509" not found', /file or module/],
    ['lease "certificate-signer-missing" is held: dial tcp 10.0.0.1:443: connection refused', /refuses/],
  ])('%s', (line, cause) => {
    expect(findLikelyCause(['starting', line, ''])).toMatch(cause);
  });

  it.each(['{"timeoutMs":10000,"timed_out":false}', 'timeout: 30', 'timeout_seconds=5', '{"timeout": "5s"}'])(
    'takes the setting %s for no time-out',
    (line) => expect(findLikelyCause([line])).toBeUndefined(),
  );

  it.each(['request timed out', 'ReadTimeoutError: HTTPSConnectionPool', 'Timeout: no response', 'timeout after 30s'])(
    'takes %s for one',
    (line) => expect(findLikelyCause([line])).toMatch(/in time/),
  );

  it.each(['loaded the certificate', 'waiting for Deployment "forbidden-fruit"', "syncing 'x509-exporter'"])(
    'takes no name and no mere mention for a cause: %s',
    (line) => expect(findLikelyCause([line])).toBeUndefined(),
  );

  it('takes the newest line that tells something and is silent when none does', () => {
    expect(findLikelyCause(['connection refused', 'permission denied'])).toMatch(/permission/);
    expect(findLikelyCause(['hello', 'bye'])).toBeUndefined();
  });
});
