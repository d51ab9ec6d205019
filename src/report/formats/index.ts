import type { Reporter } from './reporter.ts';

/** Every format of `-o`, each loaded when it is asked for. */
export const reporterLoaders = {
  table: async () => (await import('./table.ts')).table,
  json: async () => (await import('./json.ts')).json,
  junit: async () => (await import('./junit.ts')).junit,
  tap: async () => (await import('./tap.ts')).tap,
  nagios: async () => (await import('./nagios.ts')).nagios,
  prometheus: async () => (await import('./prometheus.ts')).prometheus,
  markdown: async () => (await import('./markdown.ts')).markdown,
  html: async () => (await import('./html.ts')).html,
  incident: async () => (await import('./incident.ts')).incident,
  avmon: async () => (await import('./avmon.ts')).avmon,
} satisfies Readonly<Record<string, () => Promise<Reporter>>>;

export type ReportFormat = keyof typeof reporterLoaders;

export const reportFormats = Object.keys(reporterLoaders) as readonly ReportFormat[];
