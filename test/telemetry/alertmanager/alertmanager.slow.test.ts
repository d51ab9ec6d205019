import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as yaml from 'yaml';
import type { ReportedFinding } from '../../../src/model/result.ts';
import { type AlertmanagerServer, startAlertmanager } from '../../support/alertmanager.ts';
import { ensurePackages } from '../../support/debian.ts';
import { describeUnless } from '../../support/describe-unless.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { REPOSITORY_ROOT } from '../../support/repository.ts';
import { makeFinding, makeReport, makeResult } from '../../support/sample-report.ts';
import { sendReport } from '../sending.ts';

const describeAlertmanager = describeUnless(await ensurePackages(['prometheus-alertmanager']));

const findingOf = (namespace: string, name: string, more: Partial<ReportedFinding> = {}): ReportedFinding =>
  makeFinding({ object: { kind: 'Deployment', namespace, name }, fingerprint: `${namespace}-${name}`, ...more });

/** A run that ends now and finds this. */
const reportOf = (...findings: readonly ReportedFinding[]) => {
  const report = makeReport([makeResult({ status: 'failed', findings })]);
  return { ...report, run: { ...report.run, endedAt: new Date().toISOString() } };
};

/** The answer once it is so. */
const waitUntil = <T>(read: () => Promise<T>, isSo: (answer: T) => boolean): Promise<T> =>
  pollUntil(
    async () => {
      const answer = await read();
      return isSo(answer) && { answer };
    },
    { what: 'Alertmanager', ms: 15_000 },
  ).then(({ answer }) => answer);

describeAlertmanager('a real Alertmanager with the example configuration', () => {
  let server: AlertmanagerServer;
  beforeAll(async () => {
    const example = yaml.parse(await readFile(join(REPOSITORY_ROOT, 'docs/alerts/alertmanager.yml'), 'utf8'));
    server = await startAlertmanager({ ...example, route: { ...example.route, group_wait: '100ms' } });
  });
  afterAll(() => server.stop());

  const send = async (report: ReturnType<typeof reportOf>, resolveAfter = '30m') => {
    const env = { KAVMON_ALERTMANAGER_URL: server.url, KAVMON_ALERTMANAGER_RESOLVE_AFTER: resolveAfter };
    const { telemetry } = await sendReport(report, env, 10_000);
    expect(telemetry.exporters).toMatchObject([{ ok: true }]);
  };
  const alertsOf = async (namespace: string) =>
    (await server.alerts()).filter(({ labels }) => labels.namespace === namespace);

  it('keeps one alert for a fault that two runs find, and its first start', async () => {
    const since = new Date(Date.now() - 3_600_000).toISOString();
    const first = reportOf(findingOf('twice', 'web'));
    await send({ ...first, problems: first.problems.map((problem) => ({ ...problem, since })) });
    await send(reportOf(findingOf('twice', 'web', { message: 'restarted 12 times' })));
    const alerts = await alertsOf('twice');
    expect(alerts).toHaveLength(1);
    expect(alerts[0]).toMatchObject({ annotations: { summary: 'restarted 12 times' } });
    expect(Date.parse(alerts[0]?.startsAt ?? '')).toBe(Date.parse(since));
  });

  it('groups what has one reason in one namespace', async () => {
    await send(reportOf(findingOf('grouped', 'one'), findingOf('grouped', 'two'), findingOf('apart', 'three')));
    const sizes = await waitUntil(
      async () => {
        const groups = (await server.groups()).filter(({ labels }) => /grouped|apart/.test(labels.namespace ?? ''));
        return groups.map(({ labels, alerts }) => `${labels.alertname} ${labels.namespace} ${alerts.length}`);
      },
      (found) => found.length === 2,
    );
    expect(sizes.toSorted()).toEqual(['CrashLoop apart 1', 'CrashLoop grouped 2']);
  });

  it('inhibits what is less severe in the same namespace', async () => {
    const worst = findingOf('inhibited', 'db', { severity: 'sev1', reason: 'not_ready' });
    await send(reportOf(worst, findingOf('inhibited', 'web'), findingOf('elsewhere', 'web')));
    const inhibited = async () =>
      (await server.alerts())
        .filter(({ status }) => status.inhibitedBy.length > 0)
        .map(({ labels }) => labels.namespace);
    expect(await waitUntil(inhibited, (found) => found.length > 0)).toEqual(['inhibited']);
  });

  it('silences by a label, also what a later run repeats', async () => {
    await send(reportOf(findingOf('silenced', 'web')));
    await server.silence('namespace', 'silenced');
    await send(reportOf(findingOf('silenced', 'web')));
    const state = async () => (await alertsOf('silenced')).map(({ status }) => status.state);
    expect(await waitUntil(state, ([found]) => found === 'suppressed')).toEqual(['suppressed']);
  });

  it('resolves what no run repeats, and keeps what one does', async () => {
    await send(reportOf(findingOf('gone', 'web'), findingOf('stays', 'web')), '2s');
    expect(await alertsOf('gone')).toHaveLength(1);
    await send(reportOf(findingOf('stays', 'web')));
    expect(
      await waitUntil(
        () => alertsOf('gone'),
        (found) => found.length === 0,
      ),
    ).toEqual([]);
    expect(await alertsOf('stays')).toHaveLength(1);
  });

  it('takes 500 alerts of one run', async () => {
    const findings = Array.from({ length: 501 }, (_, index) => findingOf('many', `web-${index}`));
    await send(reportOf(...findings));
    expect(await alertsOf('many')).toHaveLength(500);
  });
});
