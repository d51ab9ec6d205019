import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../support/repository.ts';

/** What a dashboard asks of its data source. */
export interface PanelQueries {
  readonly title: string;
  readonly type: string;
  readonly exprs: readonly string[];
}

interface DashboardFile {
  readonly templating: { readonly list: readonly { name: string; type: string; query: unknown }[] };
  readonly panels: readonly {
    readonly title: string;
    readonly type: string;
    readonly targets: readonly { readonly expr: string }[];
  }[];
}

/** What the variables of the dashboards are in the tests: all clusters and jobs that run every five minutes. */
export const chosenVariables: Readonly<Record<string, string>> = {
  lookback: '900',
  cluster: '.*',
  job: '.*',
  service: '.*',
};

/** Where the dashboards stand, a folder for each style of names. */
export const DASHBOARD_FOLDER = join(REPOSITORY_ROOT, 'charts/kavmon/dashboards');

const readDashboard = async (path: string): Promise<DashboardFile> =>
  JSON.parse(await readFile(join(DASHBOARD_FOLDER, path), 'utf8'));

/** The queries of a dashboard's panels, its variables replaced as Grafana does. */
export const readPanels = async (path: string, chosen = chosenVariables): Promise<readonly PanelQueries[]> =>
  (await readDashboard(path)).panels.map(({ title, type, targets }) => ({
    title,
    type,
    exprs: targets.map(({ expr }) => fillVariables(expr, chosen)),
  }));

/** The queries behind the choices that a dashboard offers, without `query_result(...)`. */
export const readChoices = async (path: string): Promise<readonly { name: string; expr: string }[]> =>
  (await readDashboard(path)).templating.list
    .filter(({ type }) => type === 'query')
    .map(({ name, query }) => {
      const [, expr] = /^query_result\((.*)\)$/.exec((query as { query: string }).query) ?? [];
      if (expr === undefined) throw new Error(`${path}: the variable ${name} is no query_result`);
      return { name, expr: fillVariables(expr, chosenVariables) };
    });

const fillVariables = (expr: string, chosen: Readonly<Record<string, string>>): string => {
  const filled = expr.replaceAll(/\$\{?(\w+)\}?/g, (variable, name) => chosen[name] ?? variable);
  if (filled.includes('$')) throw new Error(`a variable has no value: ${filled}`);
  return filled;
};
