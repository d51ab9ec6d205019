import { createServer } from 'node:http';
import { join } from 'node:path';
import { trackServer } from '../support/tcp-server.ts';
import { ApiError } from './api.ts';
import type { TestCluster } from './control-plane.ts';
import { writeKubeconfig } from './users.ts';

/** Stands in front of the API server and writes down what is asked of it. */
export interface RequestRecorder {
  readonly kubeconfig: string;
  /** Paths with their query, oldest first. */
  readonly paths: readonly string[];
  readonly stop: () => Promise<void>;
}

/** Starts a recorder that asks the API server as admin; for requests without a body. */
export const startRequestRecorder = async ({ request, folder }: TestCluster): Promise<RequestRecorder> => {
  const paths: string[] = [];
  const server = createServer((incoming, response) => {
    const { method = 'GET', url = '/' } = incoming;
    paths.push(url);
    request(method, url).then(
      (answer) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer)),
      (error: ApiError) => response.writeHead(error instanceof ApiError ? error.status : 502).end(error.message),
    );
  });
  const { host, port, stop } = await trackServer(server);
  const kubeconfig = await writeKubeconfig(join(folder, 'recorder.kubeconfig'), `http://${host}:${port}`, '', 'any');
  return { kubeconfig, paths, stop };
};
