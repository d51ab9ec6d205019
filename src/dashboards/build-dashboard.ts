import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  DashboardBuilder,
  DashboardLinkBuilder,
  DashboardLinkType,
  type Panel,
  type VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard';

const TAG = 'kavmon';

/** A dashboard before it is JSON. */
export interface DashboardParts {
  readonly title: string;
  readonly description: string;
  readonly variables: readonly Builder<VariableModel>[];
  readonly panels: readonly Builder<Panel>[];
}

/**
 * The JSON text of a dashboard. It has no uid, so that it can be imported twice; the dashboards find each other by their tag,
 * and take variables and time along.
 */
export const dashboardJson = ({ title, description, variables, panels }: DashboardParts): string => {
  const links = new DashboardLinkBuilder('Kavmon')
    .type(DashboardLinkType.Dashboards)
    .tags([TAG])
    .asDropdown(true)
    .includeVars(true)
    .keepTime(true);
  const dashboard = new DashboardBuilder(title)
    .description(description)
    .tags([TAG])
    .time({ from: 'now-6h', to: 'now' })
    .refresh('1m')
    .annotations([])
    .variables([...variables])
    .link(links);
  for (const panel of panels) dashboard.withPanel(panel);
  return `${JSON.stringify(dashboard.build(), null, 2)}\n`;
};
