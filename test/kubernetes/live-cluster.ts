import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AccessRun } from '../../src/kubernetes/access/access.ts';
import type { Explainer } from '../../src/kubernetes/explainer.ts';
import { type GatherRequest, gatherCluster, type LiveCluster } from '../../src/kubernetes/gather/gather.ts';
import { listPath } from '../../src/kubernetes/gather/list-path.ts';
import type { ReadingThread } from '../../src/kubernetes/gather/protocol.ts';
import { resourceNames, resourceTable } from '../../src/kubernetes/resources.ts';
import { iterateRows } from '../../src/kubernetes/rows/pages.ts';
import type { EventRow } from '../../src/kubernetes/views/events.ts';
import { createClusterThread, withClusterThread } from '../../src/run/threads/cluster-thread.ts';
import { type ApiServer, type ApiServerOptions, startApiServer } from '../support/api-server.ts';
import { folderForTest, stopAfterTest } from '../support/for-test.ts';
import { crashingPod } from './api-objects.ts';

/** An API server that stops after the test. */
export const serveCluster = (options: ApiServerOptions): Promise<ApiServer> => stopAfterTest(startApiServer(options));

/** Writes a file that is removed after the test. Returns its path. */
export const writeTestFile = async (name: string, content: string | object): Promise<string> => {
  const path = join(await folderForTest('gather'), name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

/** A user of a kubeconfig whose credential plugin is a shell script. */
export const execUser = (script: string) => ({
  exec: {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: 'sh',
    args: ['-c', script],
    interactiveMode: 'Never',
  },
});

interface KubeconfigParts {
  readonly cluster?: object;
  readonly user?: object;
  readonly namespace?: string;
}

/** Writes a kubeconfig for the server, as JSON, which is YAML. Returns its path. */
export const writeKubeconfig = ({ url }: Pick<ApiServer, 'url'>, { cluster, user, namespace }: KubeconfigParts = {}) =>
  writeTestFile('kubeconfig', {
    'current-context': 'test',
    contexts: [
      { name: 'test', context: { cluster: 'c', user: 'u', namespace } },
      { name: 'lost', context: { cluster: 'nowhere', user: 'u' } },
    ],
    clusters: [{ name: 'c', cluster: { server: url, ...cluster } }],
    users: [{ name: 'u', user: user ?? { token: 'secret-token' } }],
  });

/** Gathers pods of all namespaces, unless the request says otherwise, in this thread or one that ends afterwards. */
export const gatherLive = (
  request: Partial<GatherRequest>,
  signal = new AbortController().signal,
  thread?: ReadingThread,
): Promise<LiveCluster> => {
  const whole = { ...ALL_PODS, ...request };
  const run = { signal, onSecret: () => undefined };
  return thread === undefined ? gatherAlone(whole, run) : gatherCluster(whole, run, thread);
};

/** Asks for the pods of all namespaces. */
export const ALL_PODS: GatherRequest = {
  access: { env: {} },
  views: ['pods'],
  namespaces: null,
  version: '1',
  timeoutMs: 20_000,
  place: {},
  explainLimit: 20,
};

/** Gathers in a thread that ends afterwards. */
export const gatherAlone = (request: GatherRequest, run: AccessRun): Promise<LiveCluster> =>
  withClusterThread(createClusterThread(1), (thread) => gatherCluster(request, run, thread));

export const TWO_PODS: ApiServerOptions = {
  lists: { '/api/v1/pods': { kind: 'PodList', items: [crashingPod('a'), crashingPod('b', 'bank')] } },
};

/** Names of the objects in a view. @throws when it is a problem. */
export const namesInView = (
  { gathered }: Awaited<ReturnType<typeof gatherCluster>>,
  view: 'pods' | 'jobs' | 'cronJobs' = 'pods',
) => {
  const found = gathered.views[view];
  if (found === undefined || 'problem' in found) throw new Error(JSON.stringify(found));
  return [...iterateRows(found)].map((row) => (row as { ref: { name: string } }).ref.name);
};

/** An answer to every list that there is; those that are not given have no objects. */
export const allLists = (given: ApiServerOptions['lists'] = {}): ApiServerOptions => ({
  lists: {
    ...Object.fromEntries(
      resourceNames.map((name) => [
        listPath(name, undefined),
        { kind: `${resourceTable[name].kind}List`, items: [] as object[] },
      ]),
    ),
    ...given,
  },
  answers: { '/apis': '{"kind":"APIGroupList","groups":[]}' },
});

/** All events that an explainer hands over, and its notes. */
export const collectEvents = async (explainer: Explainer, namespaces: readonly string[]) => {
  const events: EventRow[] = [];
  const notes = await explainer.readEvents(namespaces, (event) => events.push(event));
  return { events, notes };
};
