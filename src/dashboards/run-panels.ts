import type { PanelBuilder as TablePanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import type { PanelBuilder as TrendPanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { JOB_COLUMNS, type PanelContext } from './panel-context.ts';
import { trendPanel } from './panels.ts';
import { HISTORY } from './queries.ts';
import { tablePanel } from './table-panel.ts';

const HALF = { width: 12, height: 8 };

/** Every job, how long ago it ran, and whether that is too long ago. */
export const runsPanel = ({ names, queries, labelsOf }: PanelContext): TablePanelBuilder => {
  const age = `time() - max by (${labelsOf(JOB_COLUMNS)}) (${queries.lastCompletion})`;
  return tablePanel(
    {
      ...HALF,
      title: 'Runs',
      description: `Every job and shard that ran within ${HISTORY}. Missing: not within three intervals`,
    },
    {
      labels: JOB_COLUMNS,
      values: [
        { heading: 'age of the last run', expr: age, unit: 's' },
        {
          heading: 'run',
          expr: `${age} >= bool $lookback`,
          texts: { 0: ['on time', 'green'], 1: ['missing', 'red'] },
        },
      ],
      sortBy: 'age of the last run',
    },
    names,
  );
};

export const runDurationPanel = ({ queries, labelsOf, legendOf }: PanelContext): TrendPanelBuilder =>
  trendPanel(
    { ...HALF, title: 'How long runs take', description: 'The whole run of each job and shard' },
    {
      expr: `max by (${labelsOf(JOB_COLUMNS)}) (${queries.over('kavmon.run.duration')})`,
      legend: legendOf('k8s.cluster.name', 'job_name', 'shard'),
      unit: 's',
    },
  );

export const statesOverTimePanel = ({ names, queries, legendOf }: PanelContext): TrendPanelBuilder =>
  trendPanel(
    { ...HALF, title: 'Checks by state', description: 'Of all chosen jobs together' },
    {
      expr: `sum by (${names.label('check.state')}) (${queries.over('kavmon.run.checks')})`,
      legend: legendOf('check.state'),
    },
  );
