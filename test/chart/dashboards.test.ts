import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { nameStyles } from '../../src/dashboards/names.ts';
import { CHART_FOLDER, findTools, type RenderedValue, renderChart, TEST_NAMESPACE, TOOLS_TIMEOUT_MS } from './helm.ts';

const dashboardsOf = (objects: readonly RenderedValue[]) =>
  objects.filter(({ metadata }) => metadata.name.includes('-dashboard-'));

beforeAll(async () => {
  await findTools();
}, TOOLS_TIMEOUT_MS);

describe('the dashboards of the chart', () => {
  it('are not there unless they are asked for', async () => {
    expect(dashboardsOf(await renderChart({}))).toEqual([]);
  });

  it('are ConfigMaps that the sidecar of Grafana finds', async () => {
    const maps = dashboardsOf(await renderChart({ set: ['dashboards.enabled=true'] }));
    expect(maps.map(({ metadata }) => metadata.name)).toEqual([
      'rel-kavmon-dashboard-cluster-findings',
      'rel-kavmon-dashboard-overview',
      'rel-kavmon-dashboard-service',
    ]);
    for (const { kind, metadata } of maps) {
      expect([kind, metadata.namespace, metadata.labels.grafana_dashboard]).toEqual(['ConfigMap', TEST_NAMESPACE, '1']);
    }
  });

  it('go where the values say, with their label and annotations', async () => {
    for (const { metadata } of dashboardsOf(await renderChart({ files: ['dashboards'] }))) {
      expect(metadata).toMatchObject({ namespace: 'grafana', annotations: { grafana_folder: 'Kavmon' } });
      expect(metadata.labels).toMatchObject({ load_into_grafana: '1', 'app.kubernetes.io/name': 'kavmon' });
      expect(metadata.labels.grafana_dashboard).toBeUndefined();
    }
  });

  it.each(nameStyles)('arrive as they were written, in %s', async (names) => {
    const maps = dashboardsOf(await renderChart({ set: ['dashboards.enabled=true', `dashboards.names=${names}`] }));
    const text = await readFile(join(CHART_FOLDER, 'dashboards', names, 'overview.json'), 'utf8');
    expect(Object.assign({}, ...maps.map(({ data }) => data))['kavmon-overview.json']).toBe(text);
  });

  it('are refused in names that nobody has', async () => {
    await expect(renderChart({ set: ['dashboards.enabled=true', 'dashboards.names=camels'] })).rejects.toThrow(
      /dashboards.*names/,
    );
  });
});
