import { logMappings, type SearchEngine } from './mappings.ts';
import {
  DATA_STREAMS,
  MAPPINGS_TEMPLATE,
  PIPELINE_NAME,
  RETENTION_POLICY,
  SETTINGS_TEMPLATE,
  TEMPLATE_PRIORITY,
} from './names.ts';

/** The component template of the mappings. */
export const mappingsTemplate = (engine: SearchEngine): object => ({ template: { mappings: logMappings(engine) } });

/**
 * The component template of the settings. The pipeline is the final one: it runs behind a pipeline that a shipper names, and
 * cannot be left out by it.
 */
export const settingsTemplate = (engine: SearchEngine): object => ({
  template: {
    settings: {
      'index.final_pipeline': PIPELINE_NAME,
      'index.mapping.ignore_malformed': true,
      ...(engine === 'elasticsearch' ? { 'index.lifecycle.name': RETENTION_POLICY } : {}),
    },
  },
});

/** The index template that makes data streams of them. */
export const indexTemplate = () => ({
  index_patterns: [DATA_STREAMS],
  data_stream: {},
  priority: TEMPLATE_PRIORITY,
  composed_of: [MAPPINGS_TEMPLATE, SETTINGS_TEMPLATE],
  _meta: { description: 'Log lines of kavmon' },
});
