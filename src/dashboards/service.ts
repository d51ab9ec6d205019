import type { PanelBuilder as TrendPanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { DashboardParts } from './build-dashboard.ts';
import { brokenChecksPanel, healthPanel } from './check-panels.ts';
import { findingsPanel } from './finding-panels.ts';
import type { NameStyle } from './names.ts';
import { type PanelContext, panelContextOf } from './panel-context.ts';
import { trendPanel } from './panels.ts';
import { clusterVariable, datasourceVariable, jobVariable, lookbackVariable, serviceVariable } from './variables.ts';

const HALF = { width: 12, height: 8 };

const durationsPanel = ({ queries, about, names, legendOf }: PanelContext): TrendPanelBuilder =>
  trendPanel(
    { ...HALF, title: 'How long checks take', description: 'The last run of each check' },
    {
      expr: `max by (${names.label('check.name')}) (${queries.over('kavmon.check.last_run.duration', about)})`,
      legend: legendOf('check.name'),
      unit: 's',
    },
  );

const MEASURE_ATTRIBUTES = ['check.name', 'measure.name', 'measure.unit'];

const measuresPanel = ({ queries, about, names, legendOf }: PanelContext): TrendPanelBuilder =>
  trendPanel(
    { ...HALF, title: 'What checks measure', description: 'Lag, connections, days left: in the unit of the legend' },
    {
      expr: `max by (${MEASURE_ATTRIBUTES.map(names.label).join(', ')}) (${queries.over('kavmon.check.measure', about)})`,
      legend: legendOf(...MEASURE_ATTRIBUTES),
    },
  );

/** The checks of one service. */
export const serviceDashboard = (style: NameStyle): DashboardParts => {
  const context = panelContextOf(style, [['check.service', '=~', '$service']]);
  return {
    title: 'Kavmon: one service',
    description: 'What is not healthy of one service, since when, and what its checks measure',
    variables: [
      datasourceVariable(),
      lookbackVariable(),
      clusterVariable(context.names, 'many'),
      jobVariable(context.names),
      serviceVariable(context.names),
    ],
    panels: [
      brokenChecksPanel(context),
      healthPanel(context),
      findingsPanel(context),
      durationsPanel(context),
      measuresPanel(context),
    ],
  };
};
