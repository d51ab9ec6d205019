import type { ReportRenderer } from './report-renderer.ts';

/** Every format of `-o`, each loaded when it is asked for. */
export const rendererLoaders = {
  table: async () => (await import('./table.ts')).renderTable,
  json: async () => (await import('./json.ts')).renderJson,
  junit: async () => (await import('./junit.ts')).renderJunit,
  tap: async () => (await import('./tap.ts')).renderTap,
  nagios: async () => (await import('./nagios.ts')).renderNagios,
  prometheus: async () => (await import('./prometheus.ts')).renderPrometheus,
  markdown: async () => (await import('./markdown.ts')).renderMarkdown,
  html: async () => (await import('./html.ts')).renderHtml,
  incident: async () => (await import('./incident.ts')).renderIncident,
  avmon: async () => (await import('./avmon.ts')).renderAvmon,
} satisfies Readonly<Record<string, () => Promise<ReportRenderer>>>;

export type ReportFormat = keyof typeof rendererLoaders;

export const reportFormats = Object.keys(rendererLoaders) as readonly ReportFormat[];
