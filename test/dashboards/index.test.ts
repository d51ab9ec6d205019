import { describe, expect, it } from 'vitest';
import { dashboardFiles } from '../../src/dashboards/index.ts';
import { queryNamesOf } from '../../src/dashboards/names.ts';
import { runQueriesIn } from '../../src/dashboards/queries.ts';

interface Panel {
  readonly title: string;
  readonly description: string;
  readonly targets: readonly { readonly expr: string; readonly datasource: { readonly uid: string } }[];
  readonly datasource: { readonly uid: string };
}

const files = Object.entries(dashboardFiles()).map(([path, text]) => [path, JSON.parse(text)] as const);

describe.each(files)('the dashboard %s', (_, dashboard) => {
  const panels: readonly Panel[] = dashboard.panels;

  it('asks the data source that the reader chooses, in every panel', () => {
    const uids = panels.flatMap(({ datasource, targets }) => [datasource, ...targets.map((each) => each.datasource)]);
    expect(new Set(uids.map(({ uid }) => uid))).toEqual(new Set(['${datasource}']));
    expect(dashboard.uid).toBeUndefined();
    expect(dashboard.templating.list[0]).toMatchObject({ name: 'datasource', type: 'datasource', query: 'prometheus' });
  });

  it('looks back over three intervals of five minutes until another one is chosen', () => {
    const lookback = dashboard.templating.list.find(({ name }: { name: string }) => name === 'lookback');
    expect(lookback.current).toMatchObject({ text: '5 minutes', value: '900' });
    expect(lookback.query).toContain('1 hour : 10800');
  });

  it('reads no series without looking back, for a pushed one is gone after five minutes', () => {
    for (const { title, targets } of panels) {
      for (const { expr } of targets) {
        const bare = expr.replaceAll(/timestamp\([^()]*\)/g, '').replaceAll(/\{[^}]*\}\[(\$\{lookback\}s|7d)\]/g, '');
        expect(bare, title).not.toMatch(/\{(?!lookback)/);
      }
    }
  });

  it('says of every panel what it shows', () => {
    expect(panels.filter(({ title, description }) => !title || !description)).toEqual([]);
  });
});

describe('the names of dashboards', () => {
  it('are those of Prometheus by default', () => {
    expect(runQueriesIn(queryNamesOf('underscores')).lastCompletion).toBe(
      'last_over_time(kavmon_run_last_completion_timestamp_seconds{k8s_cluster_name=~"$cluster", job_name=~"$job"}[7d])',
    );
  });

  it('are quoted where they keep their dots', () => {
    expect(runQueriesIn(queryNamesOf('dots')).lastCompletion).toBe(
      'last_over_time({"kavmon.run.last_completion.timestamp_seconds", "k8s.cluster.name"=~"$cluster", job_name=~"$job"}[7d])',
    );
  });
});
