import { DATA_STREAMS, TEMPLATE_PRIORITY } from './names.ts';

const ROLLOVER_AGE = '7d';
const DELETE_AGE = '30d';
const ROLLOVER_SIZE = '10gb';

/** Policy of Elasticsearch's index lifecycle management; the age of deletion counts from the rollover. */
export const lifecyclePolicy = () => ({
  policy: {
    phases: {
      hot: { actions: { rollover: { max_age: ROLLOVER_AGE, max_primary_shard_size: ROLLOVER_SIZE } } },
      delete: { min_age: DELETE_AGE, actions: { delete: {} } },
    },
  },
});

/** The same as a policy of OpenSearch's index state management. */
export const statePolicy = () => ({
  policy: {
    description: `Keeps log lines of kavmon for ${DELETE_AGE}`,
    default_state: 'write',
    states: [
      {
        name: 'write',
        actions: [{ rollover: { min_index_age: ROLLOVER_AGE, min_primary_shard_size: ROLLOVER_SIZE } }],
        transitions: [{ state_name: 'delete', conditions: { min_rollover_age: DELETE_AGE } }],
      },
      { name: 'delete', actions: [{ delete: {} }], transitions: [] },
    ],
    ism_template: [{ index_patterns: [DATA_STREAMS], priority: TEMPLATE_PRIORITY }],
  },
});
