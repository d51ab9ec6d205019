import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as yaml from 'yaml';
import { listPath } from '../src/kubernetes/gather/list-path.ts';
import { type ListedViewName, resourceTable } from '../src/kubernetes/resources.ts';
import { type ApiClient, connectApi } from '../test/cluster/api.ts';

/** Access to a cluster of `test/cluster`, by the token and authority of its kubeconfig. */
export interface ClusterAccess extends Pick<ApiClient, 'request'> {
  readonly url: string;
  /** Lines of a configuration file for curl. */
  readonly curl: string;
}

interface Kubeconfig {
  readonly clusters: readonly [{ readonly cluster: { server: string; 'certificate-authority-data': string } }];
  readonly users: readonly [{ readonly user: { readonly token: string } }];
}

/** Reads the access from a kubeconfig; curl's copy of the authority goes into the folder. */
export const readAccess = async (kubeconfig: string, folder: string): Promise<ClusterAccess> => {
  const { clusters, users }: Kubeconfig = yaml.parse(await readFile(kubeconfig, 'utf8'));
  const { server, 'certificate-authority-data': data } = clusters[0].cluster;
  const { token } = users[0].user;
  const ca = Buffer.from(data, 'base64').toString();
  const file = join(folder, 'ca.crt');
  await writeFile(file, ca);
  const curl = `cacert = "${file}"\nheader = "Authorization: Bearer ${token}"\n`;
  return { url: server, curl, request: connectApi(server, ca, token).request };
};

/** The views that the checks of a report looked at. */
export const viewsOf = (report: string): readonly ListedViewName[] => {
  const { results }: { results: readonly { looked: object }[] } = JSON.parse(report);
  const names = new Set(results.flatMap(({ looked }) => Object.keys(looked)));
  return [...names].filter((name): name is ListedViewName => Object.hasOwn(resourceTable, name));
};

export interface ListPages {
  readonly urls: readonly string[];
  readonly ofPods: readonly string[];
  /** How many pods are on them. */
  readonly pods: number;
}

interface ApiList {
  readonly items: readonly unknown[];
  readonly metadata: { readonly continue?: string };
}

/** The pages of these views as Kavmon reads them; their continue tokens expire after some five minutes. */
export const pagesOf = async (
  { url, request }: ClusterAccess,
  views: readonly ListedViewName[],
  namespace: string | undefined,
): Promise<ListPages> => {
  const found: { readonly view: ListedViewName; readonly page: string; readonly count: number }[] = [];
  for (const view of views) {
    const path = listPath(view, resourceTable[view].within ?? namespace);
    for (let token: string | undefined = ''; token !== undefined; ) {
      const query = new URLSearchParams({ limit: '500', ...(token === '' ? {} : { continue: token }) });
      const { items, metadata }: ApiList = await request('GET', `${path}?${query}`);
      found.push({ view, page: `${url}${path}?${query}`, count: items.length });
      token = metadata.continue || undefined;
    }
  }
  const pods = found.filter(({ view }) => view === 'pods');
  return {
    urls: found.map(({ page }) => page),
    ofPods: pods.map(({ page }) => page),
    pods: pods.reduce((sum, { count }) => sum + count, 0),
  };
};

/**
 * How many lists and logs were requested from the server during the work, by its own metrics; it requests none itself.
 */
export const requestsOf = async ({ request }: ClusterAccess, work: () => Promise<unknown>): Promise<number> => {
  const asked = async (): Promise<number> =>
    String(await request('GET', '/metrics'))
      .split('\n')
      .filter((line) => line.startsWith('apiserver_request_total{') && /verb="LIST"|subresource="log"/.test(line))
      .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  const before = await asked();
  await work();
  return (await asked()) - before;
};
