import type { TelemetrySettings } from '../../metrics/telemetry-settings.ts';
import type { Report, TelemetryOutcome } from '../../model/result.ts';
import { writeTerminationMessage } from '../../report/output/termination-message.ts';
import { writeReports } from '../../report/output/write-reports.ts';
import { lostMetrics } from '../../report/present/lost-metrics.ts';
import { terminalRenderOptions } from '../../report/present/render-options.ts';
import type { RunContext } from './run-context.ts';

/** Loads what will export the metrics, while the checks run. Whatever fails here fails again when it is used. */
export const prepareMetrics = (run: RunContext): void => {
  loadExporter(run).catch(() => {});
};

const loadExporter = async (run: RunContext): Promise<void> => {
  if (!run.flags.metrics) return;
  const settings = await settingsOf(run);
  if (isExporting(settings)) await (await import('../../metrics/export-metrics.ts')).prepareExport(settings);
};

/** Exports the metrics, then writes the documents, which say how that went. Returns the exit code. */
export const publishReport = async (report: Report, run: RunContext): Promise<number> => {
  const { flags, log } = run;
  const telemetry = flags.metrics ? await exportReport(report, run) : report.telemetry;
  const lost = lostMetrics(telemetry);
  for (const line of lost) log.warning(line);
  const strict = flags.strictTelemetry && lost.length > 0 ? 1 : 0;
  const code = await exitCode(Math.max(report.run.exitCode, strict), report, run);
  const problems = await writeDocuments({ ...report, telemetry, run: { ...report.run, exitCode: code } }, run);
  for (const problem of problems) log.error(problem);
  return problems.length > 0 && !flags.cronjob ? Math.max(code, 1) : code;
};

const exportReport = async (report: Report, run: RunContext): Promise<TelemetryOutcome> => {
  const { io, log, identity, config } = run;
  const settings = await settingsOf(run);
  for (const warning of settings.warnings) log.warning(warning);
  if (!isExporting(settings)) return report.telemetry;
  const { exportMetrics } = await import('../../metrics/export-metrics.ts');
  const warn = (message: string) => log.warning(message);
  const labels = config.metricLabels;
  return exportMetrics(report, { settings, place: identity, labels, env: io.env, print: io.stderr, warn });
};

const settingsOf = async ({ flags, io }: RunContext): Promise<TelemetrySettings> =>
  (await import('../../metrics/telemetry-settings.ts')).telemetrySettings(io.env, flags.telemetryTimeout);

const isExporting = ({ otlp, pushgateway, console }: TelemetrySettings): boolean =>
  otlp !== null || pushgateway !== null || console;

const exitCode = async (code: number, { totals }: Report, { routing, flags, io }: RunContext): Promise<number> => {
  if (flags.cronjob) return 0;
  const isPlugin = routing.outputs.some(({ format, path }) => format === 'nagios' && path === undefined);
  if (isPlugin) return (await import('../../report/formats/nagios.ts')).nagiosExitCode(totals);
  return io.signalCode() ?? code;
};

const writeDocuments = async (
  report: Report,
  { io, routing, redactor, identity, flags }: RunContext,
): Promise<readonly string[]> => {
  const renderOptions = terminalRenderOptions(io.terminalOut, {
    job: identity.cronJob ?? 'kavmon',
    verbose: flags.verbose,
  });
  const problems = await writeReports(report, routing.outputs, { redactor, stdout: io.out, renderOptions });
  const unwritten = await writeTerminationMessage(redactor.json(report), io.env.KAVMON_TERMINATION_LOG || undefined);
  return unwritten === undefined ? problems : [...problems, unwritten];
};
