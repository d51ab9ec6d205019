import type { PanelBuilder as BarPanelBuilder } from '@grafana/grafana-foundation-sdk/bargauge';
import type { PanelBuilder as TablePanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import type { PanelBuilder as TrendPanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { LabelMatcher } from './names.ts';
import type { PanelContext } from './panel-context.ts';
import { barPanel, trendPanel } from './panels.ts';
import { tablePanel } from './table-panel.ts';

const HALF = { width: 12, height: 8 };

/** Only findings that no other one explains are counted: one fault counts once. */
const rootsOf = (about: readonly LabelMatcher[]): readonly LabelMatcher[] => [...about, ['finding.root', '=', 'true']];

const FINDING_COLUMNS = {
  severity: 'finding.severity',
  level: 'finding.level',
  reason: 'finding.reason',
  namespace: 'finding.namespace',
  service: 'check.service',
  check: 'check.name',
};

/** What was found, the most of a kind first. */
export const findingsPanel = ({ names, queries, about, labelsOf }: PanelContext): TablePanelBuilder =>
  tablePanel(
    {
      width: 24,
      height: 10,
      title: 'Findings',
      description:
        'Of the newest runs, without those that follow from another one. The log line "Problem found" names the object',
    },
    {
      labels: FINDING_COLUMNS,
      values: [
        {
          heading: 'findings',
          expr: `sum by (${labelsOf(FINDING_COLUMNS)}) (${queries.current('kavmon.findings', rootsOf(about))}) > 0`,
        },
      ],
      sortBy: 'findings',
    },
    names,
  );

export const severitiesPanel = ({ names, queries, about, legendOf }: PanelContext): BarPanelBuilder =>
  barPanel(
    { ...HALF, title: 'By severity', description: 'Of the newest runs; a severity without findings is 0' },
    {
      expr: `sum by (${names.label('finding.severity')}) (${queries.current('kavmon.findings', rootsOf(about))})`,
      legend: legendOf('finding.severity'),
    },
  );

export const namespacesPanel = ({ names, queries, about, legendOf }: PanelContext): BarPanelBuilder =>
  barPanel(
    { ...HALF, title: 'By namespace', description: 'The ten with the most; findings of nodes and the like have none' },
    {
      expr: `topk(10, sum by (${names.label('finding.namespace')}) (${queries.current('kavmon.findings', rootsOf(about))}) > 0)`,
      legend: legendOf('finding.namespace'),
    },
  );

/** The number of findings of each value of an attribute, at every moment. */
export const findingsOverTimePanel = (title: string, attribute: string, context: PanelContext): TrendPanelBuilder => {
  const { names, queries, about, legendOf } = context;
  const description = 'One that is gone stays for up to three intervals over OTLP; the panels of now do not show it';
  return trendPanel(
    { ...HALF, title, description },
    {
      expr: `sum by (${names.label(attribute)}) (${queries.over('kavmon.findings', rootsOf(about))}) > 0`,
      legend: legendOf(attribute),
    },
  );
};
