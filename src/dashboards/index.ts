import { type DashboardParts, dashboardJson } from './build-dashboard.ts';
import { clusterFindingsDashboard } from './cluster-findings.ts';
import { type NameStyle, nameStyles } from './names.ts';
import { overviewDashboard } from './overview.ts';
import { serviceDashboard } from './service.ts';

const DASHBOARDS: Readonly<Record<string, (style: NameStyle) => DashboardParts>> = {
  overview: overviewDashboard,
  service: serviceDashboard,
  'cluster-findings': clusterFindingsDashboard,
};

/** The JSON of every dashboard in every style of names, by its path in the repository. */
export const dashboardFiles = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    nameStyles.flatMap((style) =>
      Object.entries(DASHBOARDS).map(([name, dashboardOf]) => [
        `charts/kavmon/dashboards/${style}/${name}.json`,
        dashboardJson(dashboardOf(style)),
      ]),
    ),
  );
