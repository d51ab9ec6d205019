import type { PanelBuilder as BarPanelBuilder } from '@grafana/grafana-foundation-sdk/bargauge';
import type { PanelBuilder as TimelinePanelBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import type { PanelBuilder as TablePanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import { CHECK_COLUMNS, type PanelContext } from './panel-context.ts';
import { barPanel, type PanelFrame, timelinePanel } from './panels.ts';
import { HISTORY } from './queries.ts';
import { BROKEN_STATES, rankMapping, rankQuery } from './states.ts';
import { tablePanel } from './table-panel.ts';

const CHECK_LEGEND = ['check.service', 'check.name'];
const TALL = { width: 24, height: 9 };
const HALF = { width: 12, height: 8 };

/** Checks that are in one of these states, and when each was healthy last. */
const sinceTable = (
  frame: PanelFrame,
  states: string,
  { names, queries, about, labelsOf }: PanelContext,
): TablePanelBuilder => {
  const ofCheck = labelsOf(CHECK_COLUMNS);
  const inState = `${queries.current('kavmon.check.status', [...about, ['check.state', '=~', states]])} == 1`;
  const rows = `max by (${ofCheck}, ${names.label('check.state')}) (${inState})`;
  const lastHealthy = `max by (${ofCheck}) (${queries.lastEver('kavmon.check.last_success.timestamp', about)})`;
  return tablePanel(
    frame,
    {
      labels: { ...CHECK_COLUMNS, state: 'check.state' },
      values: [
        { heading: 'now', expr: rows, hidden: true },
        {
          heading: 'last healthy',
          // Grafana takes milliseconds.
          expr: `${lastHealthy} * 1000 and on (${ofCheck}) ${rows}`,
          unit: 'dateTimeFromNow',
          none: `not within ${HISTORY}`,
        },
      ],
      sortBy: 'last healthy',
    },
    names,
  );
};

export const brokenChecksPanel = (context: PanelContext): TablePanelBuilder =>
  sinceTable(
    {
      ...TALL,
      title: 'Not healthy now, and since when',
      description:
        'Failed, timeout or degraded in the newest run of each job. It broke after "last healthy", within one interval',
    },
    BROKEN_STATES,
    context,
  );

export const unclearChecksPanel = (context: PanelContext): TablePanelBuilder =>
  sinceTable(
    {
      ...HALF,
      title: 'Could not tell, and since when',
      description: 'Checks that ended in error: a forbidden read, a missing right, a crash. The log has the reason',
    },
    'error',
    context,
  );

/** The state of each check at every moment. */
export const healthPanel = ({ queries, about, labelsOf, legendOf }: PanelContext): TimelinePanelBuilder =>
  timelinePanel(
    { ...TALL, title: 'Health over time', description: 'A gap: no run. Grey: skipped, which is not green' },
    {
      expr: rankQuery(
        (state) => queries.over('kavmon.check.status', [...about, ['check.state', '=', state]]),
        labelsOf(CHECK_COLUMNS),
      ),
      legend: legendOf(...CHECK_LEGEND),
    },
    rankMapping,
  );

export const slowestChecksPanel = ({ queries, about, labelsOf, legendOf }: PanelContext): BarPanelBuilder =>
  barPanel(
    { ...HALF, title: 'Slowest checks', description: 'How long they took in the newest runs, with their retries' },
    {
      expr: `topk(10, max by (${labelsOf(CHECK_COLUMNS)}) (${queries.current('kavmon.check.last_run.duration', about)}))`,
      legend: legendOf(...CHECK_LEGEND),
      unit: 's',
    },
  );
