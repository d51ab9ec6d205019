import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type HttpServer, startHttpServer } from '../support/http.ts';
import type { HttpRoute } from '../support/http-routes.ts';
import { refusedPort, tcpSilent } from '../support/tcp-faults.ts';
import type { TestListener } from '../support/tcp-server.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

/**
 * Targets of a run: a server that answers, one that never does, and a port that refuses; and a folder for its files.
 */
export interface RunTargets {
  readonly folder: string;
  readonly web: HttpServer;
  readonly silent: TestListener;
  readonly refused: number;
  /** Checks that are healthy, that fail, and that hang. */
  readonly good: () => object;
  readonly bad: () => object;
  readonly hanging: () => object;
  /** Writes a configuration file with this text; returns the flags that name it. */
  readonly writeConfig: (name: string, text: string) => Promise<readonly string[]>;
  /** Writes a configuration with these checks of one service; returns the flags that name it. */
  readonly configFor: (name: string, checks: object) => Promise<readonly string[]>;
  /** The same, with the flags that select the group `endpoint`, so that no cluster is read. */
  readonly endpointArgs: (name: string, checks: object) => Promise<readonly string[]>;
  readonly stop: () => Promise<void>;
}

/** Starts the servers, with further routes for the one that answers. */
export const startRunTargets = async (
  label: string,
  routes: Readonly<Record<string, HttpRoute>> = {},
): Promise<RunTargets> => {
  const folder = await makeTemporaryFolder(label);
  const [web, silentServer, refused] = await Promise.all([startHttpServer({ routes }), tcpSilent(), refusedPort()]);
  const writeConfig: RunTargets['writeConfig'] = async (name, text) => {
    const path = join(folder.path, name);
    await writeFile(path, text);
    return ['-c', path];
  };
  const configFor: RunTargets['configFor'] = (name, checks) =>
    writeConfig(`${name}.yaml`, JSON.stringify({ cluster: 'test', services: { shop: { checks } } }));
  return {
    ...{ folder: folder.path, web, silent: silentServer, refused, writeConfig, configFor },
    good: () => ({ 'http-endpoint': { url: `${web.url}/status/200`, timeout: '5s' } }),
    bad: () => ({ 'tcp-connection': { host: '127.0.0.1', port: refused, timeout: '5s' } }),
    hanging: () => ({ 'http-endpoint': { url: `http://127.0.0.1:${silentServer.port}/`, timeout: '30s' } }),
    endpointArgs: async (name, checks) => [...(await configFor(name, checks)), '-g', 'endpoint'],
    stop: async () => {
      await Promise.all([web.stop(), silentServer.stop()]);
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
