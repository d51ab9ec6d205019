import {
  CustomVariableBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { InstrumentName } from '../telemetry/metrics/instruments.ts';
import type { QueryNames } from './names.ts';
import { HISTORY } from './queries.ts';

/** The data source that the reader chooses: no dashboard knows the uid of one. */
export const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

export const datasourceVariable = (): DatasourceVariableBuilder =>
  new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus');

/** How many intervals are looked back: one late or lost run does not empty a panel, two do. */
const INTERVALS_LOOKED_BACK = 3;

/** Intervals to choose from, in seconds. */
const INTERVALS: Readonly<Record<string, number>> = {
  '1 minute': 60,
  '2 minutes': 120,
  '5 minutes': 300,
  '10 minutes': 600,
  '15 minutes': 900,
  '30 minutes': 1800,
  '1 hour': 3600,
  '6 hours': 21_600,
  '1 day': 86_400,
};

/**
 * What the reader chooses is the interval of the jobs, what queries get is `$lookback`: the seconds of three intervals, both a
 * range and the age from which a run counts as missing.
 */
export const lookbackVariable = (): CustomVariableBuilder => {
  const options = Object.entries(INTERVALS).map(([text, seconds]) => ({
    text,
    value: String(INTERVALS_LOOKED_BACK * seconds),
    selected: text === '5 minutes',
  }));
  return new CustomVariableBuilder('lookback')
    .label('Runs every')
    .description('The longest interval of the chosen jobs. Queries look back over three of them')
    .values(options.map(({ text, value }) => `${text} : ${value}`).join(', '))
    .options(options)
    .current(options.find(({ selected }) => selected) ?? { text: '', value: '' });
};

const OF_RUNS = { instrument: 'kavmon.run.last_completion.timestamp' } as const;

/** A variable with the values of a label, and whether several of them may be chosen. */
interface LabelVariable {
  readonly name: string;
  readonly label: string;
  readonly instrument: InstrumentName;
  readonly attribute: string;
  readonly choose: ChoiceOf;
}

/**
 * The values that a label had within `HISTORY`. By `query_result`, which reads labels with dots in every version of Grafana, and
 * with `last_over_time`, since a pushed series is gone after five minutes.
 */
const labelVariable = (
  { name, label, instrument, attribute, choose }: LabelVariable,
  names: QueryNames,
): QueryVariableBuilder => {
  const query = `query_result(count by (${names.label(attribute)}) (last_over_time(${names.select(instrument)}[${HISTORY}])))`;
  const variable = new QueryVariableBuilder(name)
    .label(label)
    .datasource(DATASOURCE)
    .query({ query, refId: name })
    .definition(query)
    .regex('/="([^"]+)"/')
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc);
  // What sends no such label is meant by "all", too.
  return choose === 'one'
    ? variable
    : variable.multi(true).includeAll(true).allValue('.*').current({ text: 'All', value: '$__all' });
};

/** How many values of a variable may be chosen. */
type ChoiceOf = 'one' | 'many';

export const clusterVariable = (names: QueryNames, choose: ChoiceOf = 'many'): QueryVariableBuilder =>
  labelVariable({ name: 'cluster', label: 'Cluster', ...OF_RUNS, attribute: 'k8s.cluster.name', choose }, names);

export const jobVariable = (names: QueryNames): QueryVariableBuilder =>
  labelVariable({ name: 'job', label: 'Job', ...OF_RUNS, attribute: 'job_name', choose: 'many' }, names);

export const serviceVariable = (names: QueryNames): QueryVariableBuilder =>
  labelVariable(
    { name: 'service', label: 'Service', instrument: 'kavmon.check.status', attribute: 'check.service', choose: 'one' },
    names,
  );
