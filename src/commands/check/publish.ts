import type { Report, TelemetryOutcome } from '../../model/result.ts';
import { writeTerminationMessage } from '../../report/output/termination-message.ts';
import { writeReports } from '../../report/output/write-reports.ts';
import { lostMetrics } from '../../report/present/lost-metrics.ts';
import { terminalRenderOptions } from '../../report/present/render-options.ts';
import type { TelemetrySettings } from '../../telemetry/telemetry-settings.ts';
import { drainLimitMs, unlessEnded } from './run-clock.ts';
import type { RunContext } from './run-context.ts';

/** Loads what will export the metrics, while the checks run. Whatever fails here fails again when it is used. */
export const prepareMetrics = (run: RunContext): void => {
  loadExporter(run).catch(() => {});
};

const loadExporter = async (run: RunContext): Promise<void> => {
  if (!run.flags.metrics) return;
  const settings = await settingsOf(run);
  if (isExporting(settings)) await (await import('../../telemetry/export-telemetry.ts')).prepareExport(settings);
};

/**
 * Exports the metrics, then writes the documents, which say how that went. After a signal the documents are written first,
 * since whoever waits for them may send a second one. Returns the exit code.
 */
export const publishReport = async (report: Report, run: RunContext): Promise<number> => {
  const exporting = run.flags.metrics ? exportReport(report, run) : Promise.resolve(report.telemetry);
  const telemetry = await unlessEnded(exporting, run.io.interrupt);
  if (telemetry !== undefined) return writeReport({ ...report, telemetry }, run, warnOfLostMetrics(telemetry, run));
  const warnings = run.flags.metrics ? [...report.warnings, UNSENT_WARNING] : report.warnings;
  const code = await writeReport({ ...report, warnings }, run, 0);
  return Math.max(code, warnOfLostMetrics(await exporting, run));
};

const UNSENT_WARNING = 'the metrics were not sent yet when this was written: the run was interrupted';

/** Returns the least exit code that this leaves. */
const warnOfLostMetrics = (telemetry: TelemetryOutcome, { flags, log }: RunContext): number => {
  const lost = lostMetrics(telemetry);
  for (const line of lost) log.warning(line);
  return flags.strictTelemetry && lost.length > 0 && !flags.cronjob ? 1 : 0;
};

const writeReport = async (report: Report, run: RunContext, leastCode: number): Promise<number> => {
  const code = await exitCode(Math.max(report.run.exitCode, leastCode), report, run);
  const problems = await writeDocuments({ ...report, run: { ...report.run, exitCode: code } }, run);
  for (const problem of problems) run.log.error(problem);
  return problems.length > 0 && !run.flags.cronjob ? Math.max(code, 1) : code;
};

const exportReport = async (report: Report, run: RunContext): Promise<TelemetryOutcome> => {
  const { io, log, identity, config } = run;
  const settings = await settingsOf(run);
  for (const warning of settings.warnings) log.warning(warning);
  if (!isExporting(settings)) return report.telemetry;
  const { exportMetrics } = await import('../../telemetry/export-telemetry.ts');
  const warn = (message: string) => log.warning(message);
  const labels = config.metricLabels;
  return exportMetrics(report, {
    settings,
    place: identity,
    labels,
    env: io.env,
    print: io.stderr,
    redact: (whole) => run.redactor.json(whole),
    warn,
  });
};

const settingsOf = async ({ flags, io, config }: RunContext): Promise<TelemetrySettings> =>
  (await import('../../telemetry/telemetry-settings.ts')).telemetrySettings(
    io.env,
    flags.telemetryTimeout,
    config.alertmanager,
  );

const isExporting = ({ otlp, pushgateway, alertmanager, console }: TelemetrySettings): boolean =>
  otlp !== null || pushgateway !== null || alertmanager !== null || console;

const exitCode = async (code: number, { totals }: Report, { routing, flags, io }: RunContext): Promise<number> => {
  if (flags.cronjob) return 0;
  const isPlugin = routing.outputs.some(({ format, path }) => format === 'nagios' && path === undefined);
  if (isPlugin) return (await import('../../report/formats/nagios.ts')).nagiosExitCode(totals);
  return io.signalCode() ?? code;
};

const writeDocuments = async (
  report: Report,
  { io, routing, redactor, identity, flags, clock }: RunContext,
): Promise<readonly string[]> => {
  const renderOptions = {
    ...terminalRenderOptions(io.terminalOut, { job: identity.cronJob ?? 'kavmon', verbose: flags.verbose }),
    width: renderWidth(io.columns),
  };
  const problems = await writeReports(report, routing.outputs, {
    redactor,
    stdout: io.out,
    drainMs: drainLimitMs(clock),
    renderOptions,
  });
  const unwritten = await writeTerminationMessage(redactor.json(report), io.env.KAVMON_TERMINATION_LOG || undefined);
  return unwritten === undefined ? problems : [...problems, unwritten];
};

/** Columns of a document on standard output, between what a table needs and what an eye follows. */
const renderWidth = (columns: number): number => Math.min(200, Math.max(40, columns));
