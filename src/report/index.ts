import type { Reporter } from './reporter.ts';

/** Every format of `-o`, each loaded when it is asked for. */
export const reporters = {
  table: async () => (await import('./table.ts')).table,
  json: async () => (await import('./json.ts')).json,
  avmon: async () => (await import('./avmon.ts')).avmon,
} satisfies Readonly<Record<string, () => Promise<Reporter>>>;

export type ReportFormat = keyof typeof reporters;

export const reportFormats = Object.keys(reporters) as readonly ReportFormat[];
