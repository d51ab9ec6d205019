import type { BackendRow, IngressRow } from '../../src/kubernetes/views/ingresses.ts';

/** A Service that an Ingress sends to, and what for. */
export interface Route {
  readonly service: string;
  readonly port: number | string | undefined;
  /** `shop.example/cart`, one for each that leads there. */
  readonly urls: readonly string[];
}

/** The Services that an Ingress sends to, each with its port once; what is no Service is its controller's affair. */
export const routesOf = ({ paths, defaultBackend }: IngressRow): readonly Route[] => {
  const all = [
    ...paths.map(({ host = '*', path = '/', backend }) => ({ backend, url: `${host}${path}` })),
    ...(defaultBackend === undefined ? [] : [{ backend: defaultBackend, url: 'the default backend' }]),
  ].filter(({ backend }) => backend.service !== undefined);
  const groups = Map.groupBy(all, ({ backend }) => `${backend.service}:${backend.port ?? ''}`);
  return [...groups.values()].map((group) => {
    const { service, port } = (group[0] as { backend: BackendRow }).backend;
    return { service: service as string, port, urls: [...new Set(group.map(({ url }) => url))] };
  });
};
