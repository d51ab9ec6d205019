import { MappingType, type ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';

/** A state of a check as panels show it; a higher rank wins where several jobs run the same check. */
interface StateLook {
  readonly state: string;
  readonly text: string;
  readonly color: string;
}

/** By rank, the mildest first: 0 is the rank of a skipped check, which is neither green nor red. */
export const stateLooks: readonly StateLook[] = [
  { state: 'skip', text: 'skipped', color: 'text' },
  { state: 'success', text: 'healthy', color: 'green' },
  { state: 'degraded', text: 'degraded', color: 'yellow' },
  { state: 'error', text: 'could not tell', color: 'purple' },
  { state: 'timeout', text: 'timeout', color: 'orange' },
  { state: 'failure', text: 'failed', color: 'red' },
];

/** States that are not healthy: verified as bad, or only half as good as they should be. */
export const BROKEN_STATES = 'failure|timeout|degraded';

/** Texts and colours of the ranks. */
export const rankMapping: ValueMapping = {
  type: MappingType.ValueToText,
  options: Object.fromEntries(stateLooks.map(({ text, color }, rank) => [rank, { text, color, index: rank }])),
};

/** The rank of the state that each check is in, from series of `kavmon.check.status` that `statesOf` gives for a state. */
export const rankQuery = (statesOf: (state: string) => string, by: string): string =>
  `max by (${by}) (${stateLooks.map(({ state }, rank) => `(${statesOf(state)} == 1) * ${rank}`).join(' or ')})`;
