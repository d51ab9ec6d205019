import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { refusedPort, silent } from '../support/faults.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type HttpServer, startHttp } from '../support/http.ts';
import type { Route } from '../support/http-routes.ts';
import type { Listener } from '../support/listen.ts';

/**
 * Targets of a run: a server that answers, one that never does, and a port that refuses; and a folder for its files.
 */
export interface RunTargets {
  readonly folder: string;
  readonly web: HttpServer;
  readonly mute: Listener;
  readonly refused: number;
  /** Checks that are healthy, that fail, and that hang. */
  readonly good: () => object;
  readonly bad: () => object;
  readonly hanging: () => object;
  /** Writes a configuration file with this text; returns the flags that name it. */
  readonly written: (name: string, text: string) => Promise<readonly string[]>;
  /** Writes a configuration with these checks of one service; returns the flags that name it. */
  readonly config: (name: string, checks: object) => Promise<readonly string[]>;
  /** The same, with the flags that select the group `endpoint`, so that no cluster is read. */
  readonly asked: (name: string, checks: object) => Promise<readonly string[]>;
  readonly stop: () => Promise<void>;
}

export const startRunTargets = async (
  label: string,
  routes: Readonly<Record<string, Route>> = {},
): Promise<RunTargets> => {
  const folder = await temporaryFolder(label);
  const [web, mute, refused] = await Promise.all([startHttp({ routes }), silent(), refusedPort()]);
  const written: RunTargets['written'] = async (name, text) => {
    const path = join(folder.path, name);
    await writeFile(path, text);
    return ['-c', path];
  };
  const config: RunTargets['config'] = (name, checks) =>
    written(`${name}.yaml`, JSON.stringify({ cluster: 'test', services: { shop: { checks } } }));
  return {
    ...{ folder: folder.path, web, mute, refused, written, config },
    good: () => ({ 'http-endpoint': { url: `${web.url}/status/200`, timeout: '5s' } }),
    bad: () => ({ 'tcp-connection': { host: '127.0.0.1', port: refused, timeout: '5s' } }),
    hanging: () => ({ 'http-endpoint': { url: `http://127.0.0.1:${mute.port}/`, timeout: '30s' } }),
    asked: async (name, checks) => [...(await config(name, checks)), '-g', 'endpoint'],
    stop: async () => {
      await Promise.all([web.stop(), mute.stop()]);
      await folder.remove();
    },
  };
};

/** The lines of a log, parsed as JSON. */
export const parseLogEvents = (log: string) =>
  log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/** The messages of a log in JSON. */
export const logMessages = (log: string): readonly string[] => parseLogEvents(log).map((line) => line['@message']);
