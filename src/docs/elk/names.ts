/** Data streams of log lines; the last part of a name is free, one for each team or cluster. */
export const DATA_STREAMS = 'logs-kavmon-*';

/** Above 100, which the templates for `logs-*-*` have that Elasticsearch brings. */
export const TEMPLATE_PRIORITY = 200;

export const MAPPINGS_TEMPLATE = 'kavmon-mappings';
export const SETTINGS_TEMPLATE = 'kavmon-settings';
export const PIPELINE_NAME = 'kavmon-lines';
export const RETENTION_POLICY = 'kavmon-retention';
