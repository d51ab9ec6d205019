import ownResources from '../../checks/resources/own-resources.ts';
import { isResourceCheck } from '../../checks/resources/resource-check.ts';
import type { CheckMetadata } from '../check/check.ts';
import { configJsonSchema } from '../config/json-schema/config-schema.ts';
import { dashboardFiles } from '../dashboards/index.ts';
import { chartAlerts, ruleFile } from './alerts/rule-files.ts';
import { chartCatalogue } from './chart-catalogue.ts';
import { chartSchema } from './chart-schema.ts';
import { checksPage } from './checks-page.ts';
import { configPage } from './config-page.ts';
import { customResourcesPage } from './custom-resources-page.ts';
import { elkFiles } from './elk/elk-files.ts';
import { logPage } from './log-page.ts';
import { probesPage } from './probes-page.ts';

/** Every generated file of the repository by its path. */
export const generatedFiles = (catalogue: readonly CheckMetadata[]): Readonly<Record<string, string>> => ({
  'docs/checks.md': checksPage(catalogue),
  'docs/config.md': configPage(),
  'docs/custom-resources.md': customResourcesPage(catalogue.filter(isResourceCheck), ownResources),
  'docs/log-lines.md': logPage(),
  'docs/probes.md': probesPage(),
  'docs/alerts/kavmon-rules.yaml': ruleFile(),
  'charts/kavmon/files/alerts.json': chartAlerts(),
  'charts/kavmon/files/catalogue.json': chartCatalogue(catalogue),
  'charts/kavmon/values.schema.json': chartSchema(catalogue),
  'config.schema.json': configJsonSchema(catalogue),
  ...dashboardFiles(),
  ...elkFiles(),
});
