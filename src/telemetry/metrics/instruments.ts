/**
 * The instruments of all metrics. All are gauges, since a process that lives for seconds has no rate. No unit is `1`, to
 * which Prometheus would append `_ratio`.
 */
export const metricInstruments = {
  'kavmon.check.healthy': { unit: '', help: '1 when the check was healthy in its last run, 0 when not' },
  'kavmon.check.status': { unit: '{check}', help: '1 for the state that the last run of the check ended in, else 0' },
  'kavmon.check.last_run.duration': { unit: 's', help: 'How long the last run of the check took' },
  'kavmon.check.last_run.timestamp': { unit: 's', help: 'When the check ran last, in seconds since the epoch' },
  'kavmon.check.last_success.timestamp': {
    unit: 's',
    help: 'When the check was healthy last, in seconds since the epoch; sent by healthy runs only',
  },
  'kavmon.check.measure': {
    unit: '',
    help: 'A number that the last run of the check measured, in the unit of the label',
  },
  'kavmon.findings': { unit: '{finding}', help: 'How many findings the last run had of this kind' },
  'kavmon.run.last_completion.timestamp': { unit: 's', help: 'When a run ended last, in seconds since the epoch' },
  'kavmon.run.last_success.timestamp': {
    unit: 's',
    help: 'When a run ended with every check healthy last, in seconds since the epoch',
  },
  'kavmon.run.duration': { unit: 's', help: 'How long the last run took' },
  'kavmon.run.deadline': { unit: 's', help: 'How long the last run might have taken (--run-timeout)' },
  'kavmon.run.series.left_out': {
    unit: '{series}',
    help: 'How many findings and measures of the last run have no series of their own, since there are too many',
  },
  'kavmon.run.checks': { unit: '{check}', help: 'How many checks of the last run ended in this state' },
  'kavmon.build.info': { unit: '', help: 'Always 1; the version of kavmon and of Node that ran' },
} as const;

export type InstrumentName = keyof typeof metricInstruments;

/** One sample of one instrument. */
export interface DataPoint {
  readonly instrument: InstrumentName;
  readonly value: number;
  readonly attributes: { readonly [name: string]: string };
}
