import type { Report, TelemetryOutcome } from '../../model/result.ts';
import { unlessEnded } from '../../process/unless-ended.ts';
import { writeTerminationMessage } from '../../report/output/termination-message.ts';
import { writeReports } from '../../report/output/write-reports.ts';
import { lostTelemetry } from '../../report/present/lost-telemetry.ts';
import { terminalRenderOptions } from '../../report/present/render-options.ts';
import type { TelemetrySettings } from '../../telemetry/telemetry-settings.ts';
import { drainLimitMs } from './run-clock.ts';
import type { RunContext } from './run-context.ts';

/** Loads what will export the telemetry, while the checks run. Whatever fails here fails again when it is used. */
export const prepareTelemetry = (run: RunContext): void => {
  loadExporter(run).catch(() => {});
};

const loadExporter = async ({ telemetry }: RunContext): Promise<void> => {
  if (!isExporting(telemetry)) return;
  await (await import('../../telemetry/export-telemetry.ts')).prepareExport(telemetry);
};

/**
 * Exports the telemetry, then writes the documents, which say how that went. After a signal the documents are written first,
 * since whoever waits for them may send a second one. Returns the exit code.
 */
export const publishReport = async (report: Report, run: RunContext): Promise<number> => {
  const exporting = exportReport(report, run);
  const telemetry = await unlessEnded(exporting, run.io.interrupt);
  if (telemetry !== undefined) return writeReport({ ...report, telemetry }, run, warnOfLostTelemetry(telemetry, run));
  const warnings = isExporting(run.telemetry) ? [...report.warnings, UNSENT_WARNING] : report.warnings;
  const code = await writeReport({ ...report, warnings }, run, 0);
  return Math.max(code, warnOfLostTelemetry(await exporting, run));
};

const UNSENT_WARNING = 'telemetry was not sent yet when this was written: the run was interrupted';

/** Returns the least exit code that this leaves. */
const warnOfLostTelemetry = (telemetry: TelemetryOutcome, { flags, log }: RunContext): number => {
  const lost = lostTelemetry(telemetry);
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
  const { io, log, identity, config, telemetry, logged } = run;
  for (const warning of telemetry?.warnings ?? []) log.warning(warning);
  if (!isExporting(telemetry)) return report.telemetry;
  const { exportTelemetry } = await import('../../telemetry/export-telemetry.ts');
  return exportTelemetry(report, {
    settings: telemetry,
    place: identity,
    labels: config.metricLabels,
    env: io.env,
    print: io.stderr,
    redact: (whole) => run.redactor.json(whole),
    warn: (message) => log.warning(message),
    logged,
  });
};

const isExporting = (telemetry: TelemetrySettings | null): telemetry is TelemetrySettings =>
  telemetry !== null &&
  (telemetry.otlp.length > 0 ||
    telemetry.console ||
    [telemetry.pushgateway, telemetry.alertmanager, telemetry.heartbeat].some((one) => one !== null));

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
