import type { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { JOB_COLUMNS, type PanelContext } from './panel-context.ts';
import { type ColorSteps, numberPanel } from './panels.ts';
import { HISTORY } from './queries.ts';

interface StateTotal {
  readonly title: string;
  readonly description: string;
  readonly states: string;
  readonly colors: ColorSteps;
}

const STATE_TOTALS: readonly StateTotal[] = [
  {
    title: 'Not healthy',
    description: 'Checks that failed or ran into their deadline in the newest runs',
    states: 'failure|timeout',
    colors: ['green', [1, 'red']],
  },
  {
    title: 'Could not tell',
    description: 'Checks that ended without a verdict: neither green nor red',
    states: 'error',
    colors: ['green', [1, 'purple']],
  },
  {
    title: 'Degraded',
    description: 'Checks that found warnings alone',
    states: 'degraded',
    colors: ['green', [1, 'yellow']],
  },
  {
    title: 'Verified healthy',
    description: 'At zero nothing was verified: the other zeros are then no good news',
    states: 'success',
    colors: ['red', [1, 'green']],
  },
];

const SIZE = { width: 4, height: 4 };

/** How many checks the newest runs found in each state. Without a run they say so, and are not zero. */
export const stateTotalPanels = ({ queries }: PanelContext): readonly PanelBuilder[] =>
  STATE_TOTALS.map(({ title, description, states, colors }) => {
    const expr = `sum(${queries.current('kavmon.run.checks', [['check.state', '=~', states]])})`;
    return numberPanel({ ...SIZE, title, description }, { expr }, colors);
  });

/** How many faults the newest runs found, without those that follow from another one; zero only where there was a run. */
export const faultTotalPanel = ({ queries }: PanelContext): PanelBuilder => {
  // What was counted beyond the limit of series has no level.
  const faults = queries.current('kavmon.findings', [
    ['finding.root', '=', 'true'],
    ['finding.level', '!=', 'warning'],
  ]);
  return numberPanel(
    { ...SIZE, title: 'Faults', description: 'Findings that no other finding explains, without warnings' },
    { expr: `sum(${faults}) or 0 * sum(${queries.current('kavmon.run.checks')})` },
    ['green', [1, 'red']],
  );
};

/** How many jobs, or shards of them, have stopped running. */
export const missingRunsPanel = ({ queries, labelsOf }: PanelContext): PanelBuilder =>
  numberPanel(
    {
      ...SIZE,
      title: 'Missing runs',
      description: `Jobs and shards that ran within ${HISTORY}, and not within three intervals. What never ran is not known here`,
    },
    { expr: `sum(time() - max by (${labelsOf(JOB_COLUMNS)}) (${queries.lastCompletion}) >= bool $lookback)` },
    ['green', [1, 'red']],
  );
