import type { DashboardParts } from './build-dashboard.ts';
import { findingsOverTimePanel, findingsPanel, namespacesPanel, severitiesPanel } from './finding-panels.ts';
import type { NameStyle } from './names.ts';
import { panelContextOf } from './panel-context.ts';
import { clusterVariable, datasourceVariable, jobVariable, lookbackVariable } from './variables.ts';

/** What was found in one cluster. */
export const clusterFindingsDashboard = (style: NameStyle): DashboardParts => {
  const context = panelContextOf(style);
  return {
    title: 'Kavmon: findings of a cluster',
    description: 'Which faults and warnings there are in one cluster: where, of which kind, how severe',
    variables: [
      datasourceVariable(),
      lookbackVariable(),
      clusterVariable(context.names, 'one'),
      jobVariable(context.names),
    ],
    panels: [
      severitiesPanel(context),
      namespacesPanel(context),
      findingsPanel(context),
      findingsOverTimePanel('Severities over time', 'finding.severity', context),
      findingsOverTimePanel('Reasons over time', 'finding.reason', context),
    ],
  };
};
