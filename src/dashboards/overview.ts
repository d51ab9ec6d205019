import type { DashboardParts } from './build-dashboard.ts';
import { brokenChecksPanel, healthPanel, slowestChecksPanel, unclearChecksPanel } from './check-panels.ts';
import type { NameStyle } from './names.ts';
import { panelContextOf } from './panel-context.ts';
import { runDurationPanel, runsPanel, statesOverTimePanel } from './run-panels.ts';
import { faultTotalPanel, missingRunsPanel, stateTotalPanels } from './total-panels.ts';
import { clusterVariable, datasourceVariable, jobVariable, lookbackVariable } from './variables.ts';

/** All clusters and jobs on one page. */
export const overviewDashboard = (style: NameStyle): DashboardParts => {
  const context = panelContextOf(style);
  return {
    title: 'Kavmon: overview',
    description: 'What is broken now and since when, what could not be told, and which runs are missing',
    variables: [datasourceVariable(), lookbackVariable(), clusterVariable(context.names), jobVariable(context.names)],
    panels: [
      ...stateTotalPanels(context),
      faultTotalPanel(context),
      missingRunsPanel(context),
      brokenChecksPanel(context),
      healthPanel(context),
      unclearChecksPanel(context),
      runsPanel(context),
      slowestChecksPanel(context),
      runDurationPanel(context),
      statesOverTimePanel(context),
    ],
  };
};
