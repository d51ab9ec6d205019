import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startDaemon } from './daemon.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

/** Debian packages of rsyslog and of its output for Elasticsearch and OpenSearch. */
export const RSYSLOG_PACKAGES: readonly string[] = ['rsyslog', 'rsyslog-elasticsearch'];

export type LogShipper = {
  /** What the server refused, as rsyslog noted it; empty when nothing was. */
  readonly refused: () => Promise<string>;
  /** What rsyslog complained of. */
  readonly output: () => string;
  readonly stop: () => Promise<void>;
};

export type LogShipperOptions = {
  /** Path of its configuration, which reads these variables and `RSYSLOG_WORK`, a folder of its own. */
  readonly configuration: string;
  readonly env: Readonly<Record<string, string>>;
};

/** Starts a real rsyslog. */
export const startRsyslog = async ({ configuration, env }: LogShipperOptions): Promise<LogShipper> => {
  const folder = await makeTemporaryFolder('rsyslog');
  const daemon = startDaemon('/usr/sbin/rsyslogd', ['-n', '-f', configuration, '-i', join(folder.path, 'pid')], {
    env: { ...env, RSYSLOG_WORK: folder.path },
  });
  const stop = async (): Promise<void> => {
    await daemon.stop();
    await folder.remove();
  };
  const refused = (): Promise<string> => readFile(join(folder.path, 'refused.json'), 'utf8').catch(() => '');
  return { refused, output: daemon.output, stop };
};
