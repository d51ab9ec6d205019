import type { Log } from '../../log/log.ts';
import type { TelemetrySettings } from '../../metrics/settings.ts';
import type { Report, Telemetry } from '../../model/result.ts';
import type { Place } from '../../process/identity.ts';
import type { Redactor } from '../../redaction/redactor.ts';
import { writeLastWords } from '../../report/output/termination-message.ts';
import { writeReports } from '../../report/output/write.ts';
import { lostMetrics } from '../../report/present/lost-metrics.ts';
import { pageOf } from '../../report/present/render-options.ts';
import type { RunIo } from '../program/io.ts';
import type { CheckFlags } from './flags.ts';
import type { Channels } from './output-routing.ts';

export interface Finishing {
  readonly flags: Pick<CheckFlags, 'metrics' | 'telemetryTimeout' | 'strictTelemetry' | 'cronjob'>;
  readonly io: RunIo;
  readonly channels: Channels;
  readonly redactor: Redactor;
  readonly log: Log;
  readonly place: Place;
  /** Attributes for every metric. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Loads what will export the metrics, while the checks run. Rejects when it cannot, which shows again when it is used. */
export const prepareToFinish = async (flags: Finishing['flags'], io: RunIo): Promise<void> => {
  if (!flags.metrics) return;
  const settings = await settingsOf(flags, io);
  if (isOn(settings)) await (await import('../../metrics/export.ts')).prepareExport(settings);
};

/** Exports the metrics, then writes the documents, which say how that went. Returns the exit code. */
export const finish = async (report: Report, finishing: Finishing): Promise<number> => {
  const { flags, log } = finishing;
  const telemetry = flags.metrics ? await exported(report, finishing) : report.telemetry;
  const lost = lostMetrics(telemetry);
  for (const line of lost) log.warning(line);
  const strict = flags.strictTelemetry && lost.length > 0 ? 1 : 0;
  const code = await exitCode(Math.max(report.run.exitCode, strict), report, finishing);
  const problems = await write({ ...report, telemetry, run: { ...report.run, exitCode: code } }, finishing);
  for (const problem of problems) log.error(problem);
  return problems.length > 0 && !flags.cronjob ? Math.max(code, 1) : code;
};

const exported = async (report: Report, { flags, io, place, labels, log }: Finishing): Promise<Telemetry> => {
  const settings = await settingsOf(flags, io);
  for (const warning of settings.warnings) log.warning(warning);
  if (!isOn(settings)) return report.telemetry;
  const { exportMetrics } = await import('../../metrics/export.ts');
  const warn = (message: string) => log.warning(message);
  return exportMetrics(report, { settings, place, labels, env: io.env, print: io.stderr, warn });
};

const settingsOf = async (flags: Finishing['flags'], { env }: RunIo): Promise<TelemetrySettings> =>
  (await import('../../metrics/settings.ts')).telemetrySettings(env, flags.telemetryTimeout);

const isOn = ({ otlp, pushgateway, console }: TelemetrySettings): boolean =>
  otlp !== null || pushgateway !== null || console;

const exitCode = async (code: number, { totals }: Report, { channels, flags, io }: Finishing): Promise<number> => {
  if (flags.cronjob) return 0;
  const isPlugin = channels.outputs.some(({ format, path }) => format === 'nagios' && path === undefined);
  if (isPlugin) return (await import('../../report/formats/nagios.ts')).nagiosExitCode(totals);
  return io.signalCode() ?? code;
};

const write = async (report: Report, { io, channels, redactor, place }: Finishing): Promise<readonly string[]> => {
  const page = pageOf(io.terminalOut, place.cronJob ?? 'kavmon');
  const problems = await writeReports(report, channels.outputs, { redactor, stdout: io.out, page });
  const unsaid = await writeLastWords(redactor.json(report), io.env.KAVMON_TERMINATION_LOG || undefined);
  return unsaid === undefined ? problems : [...problems, unsaid];
};
