import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as yaml from 'yaml';
import { namespaceManifest, podManifest, podSpec, shellContainer } from '../../cluster/objects.ts';
import { CHART_FOLDER, listFeatures, valueArgs } from '../helm.ts';
import type { ChartSite } from './chart-site.ts';
import { RELEASE_NAMESPACE, RESTRICTED_LABELS } from './namespaces.ts';

const SERVER_DRY_RUN = ['apply', '--server-side', '--force-conflicts', '--dry-run=server', '--warnings-as-errors'];
/**
 * Service accounts of the pods of the features: admission refuses a pod whose account does not exist, also in a dry
 * run.
 */
const FEATURE_ACCOUNTS = ['rel-kavmon', 'watcher', 'availability-monitor-of-the-payments-department-eu'];

const FOREIGN_KINDS: readonly unknown[] = ['CiliumNetworkPolicy', 'PrometheusRule'];

/** Invalid values that the chart renders, as the API server refuses them. */
const REFUSED_VALUES = [
  { 'jobs.cluster': { schedule: '61 * * * *' } },
  { 'jobs.cluster': { schedule: '0 24 * * *' } },
  { 'jobs.cluster': { schedule: '0 0 0 * *' } },
  { 'jobs.cluster': { schedule: '0 0 1 13 *' } },
  { 'jobs.cluster': { schedule: '0 0 * * 7' } },
  { 'jobs.cluster': { schedule: '0 0 * * fri-mon' } },
  { 'jobs.cluster': { schedule: '0 0 * MON *' } },
  { 'jobs.cluster': { schedule: '5/0 * * * *' } },
  { 'jobs.cluster': { schedule: 'a * * * *' } },
  { 'jobs.cluster': { timeZone: 'Europe/Atlantis' } },
  { secretFiles: [{ name: 'a' }, { name: 'a' }] },
  { extraVolumes: [{ name: 'tmp', emptyDir: {} }] },
  { extraVolumes: [{ name: 'a', emptyDir: {} }], extraVolumeMounts: [{ name: 'a', mountPath: '/tmp' }] },
] as const;

/** Tests of the chart's objects against the API server's admission. */
export const admissionTests = (site: () => ChartSite) => {
  it('the API server and Pod Security take every object of every feature', async () => {
    const { cluster, helm, kubectl } = site().stage;
    await cluster.apply(['mon', 'payments', 'grafana'].map((name) => namespaceManifest(name, RESTRICTED_LABELS)));
    const accountOf = (name: string) => ({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name, namespace: 'mon' },
    });
    await cluster.apply(FEATURE_ACCOUNTS.map(accountOf));
    for (const name of await listFeatures()) {
      const file = join(CHART_FOLDER, 'ci', `${name}-values.yaml`);
      const text = await helm('template', 'rel', CHART_FOLDER, '-n', 'mon', '-f', file);
      // The CRDs of Cilium and of the Prometheus operator are not installed.
      const objects = yaml
        .parseAllDocuments(text)
        .filter((document) => document.toJS() !== null && !FOREIGN_KINDS.includes(document.get('kind')));
      expect(objects.length, name).toBeGreaterThan(0);
      const path = join(cluster.folder, `${name}.yaml`);
      await writeFile(path, objects.map(String).join('---\n'));
      const output = await kubectl(...SERVER_DRY_RUN, '-f', path);
      const accepted = output.split('\n').filter((line) => line.endsWith('(server dry run)'));
      expect(accepted, name).toHaveLength(objects.length);
    }
  }, 120_000);

  it.each(REFUSED_VALUES)('the API server refuses %j, which the chart leaves to it', async (json) => {
    const { cluster, helm, kubectl } = site().stage;
    const path = join(cluster.folder, 'left.yaml');
    await writeFile(path, await helm('template', 'rel', CHART_FOLDER, '-n', RELEASE_NAMESPACE, ...valueArgs({ json })));
    const refusal = /(Invalid|Duplicate) value|must be unique|duplicate entries/;
    await expect(kubectl(...SERVER_DRY_RUN, '-f', path)).rejects.toThrow(refusal);
  });

  it('the namespace that kavmon runs in does refuse what is not restricted', async () => {
    const loose = podManifest(RELEASE_NAMESPACE, 'loose', podSpec([shellContainer('app', 'sleep 1')]));
    await expect(site().stage.cluster.apply([loose])).rejects.toThrow(/violates PodSecurity "restricted/);
  });
};
