import type { Plugin } from 'rolldown';

const IMPORT = /\bimport\("(https?)"\)/g;

/**
 * OpenTelemetry's exporter imports Node's HTTP client when it first sends. The import of a built-in module reads every name it
 * has, and one of those of `http` loads the whole of fetch: 14 MB, and 27 ms of CPU time.
 */
export const asBuiltIn: Plugin = {
  name: 'as-built-in',
  transform: (code, id) =>
    id.includes('/otlp-exporter-base/') ? { code: code.replace(IMPORT, 'process.getBuiltinModule("$1")') } : null,
};
