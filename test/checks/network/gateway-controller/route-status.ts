import type { ApiAnswer } from '../../../cluster/api.ts';
import type { TestCluster } from '../../../cluster/cluster.ts';

const GATEWAY_API = '/apis/gateway.networking.k8s.io/v1';

/** Whether Traefik has said something of every Gateway of its class, and of every route to one. */
export const isAnswered = async ({ request }: TestCluster): Promise<boolean> => {
  const list = async (resource: string) => (await request('GET', `${GATEWAY_API}/${resource}`)).items;
  const own = (await list('gateways')).filter(({ spec }: ApiAnswer) => spec.gatewayClassName === 'traefik');
  const names = new Set(own.map(({ metadata }: ApiAnswer) => `${metadata.namespace}/${metadata.name}`));
  const routes = (await Promise.all(['httproutes', 'grpcroutes', 'tlsroutes', 'tcproutes'].map(list))).flat();
  const waiting = routes.filter(({ metadata, spec, status }: ApiAnswer) => {
    const parents = spec.parentRefs.filter((parent: ApiAnswer) =>
      names.has(`${parent.namespace ?? metadata.namespace}/${parent.name}`),
    );
    return (status?.parents ?? []).length < parents.length;
  });
  const isSaid = ({ status }: ApiAnswer) =>
    status?.conditions?.every(({ status: said }: ApiAnswer) => said !== 'Unknown');
  return own.every(isSaid) && waiting.length === 0;
};

/** Adds what a controller that is no longer there said of an HTTPRoute a day ago, before what is said now. */
export const addStaleAnswer = async (
  { request }: TestCluster,
  namespace: string,
  name: string,
  accepted: 'True' | 'False',
): Promise<void> => {
  const path = `${GATEWAY_API}/namespaces/${namespace}/httproutes/${name}`;
  const { status, ...route } = await request('GET', path);
  const lastTransitionTime = new Date(Date.now() - 86_400_000).toISOString();
  const condition = { type: 'Accepted', status: accepted, reason: 'Accepted', message: '', lastTransitionTime };
  const { parentRef } = status.parents[0];
  const stale = { parentRef, controllerName: 'acme.test/gone', conditions: [{ ...condition, observedGeneration: 1 }] };
  await request('PUT', `${path}/status`, { ...route, status: { parents: [stale, ...status.parents] } });
};
