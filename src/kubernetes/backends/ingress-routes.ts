import type { BackendRow, IngressRow } from '../views/ingresses.ts';

/** A Service port that an Ingress sends to, with the URLs that lead there. */
export interface IngressRoute {
  readonly service: string;
  readonly port: number | string | undefined;
  /** `shop.example/cart` */
  readonly urls: readonly string[];
}

/** The Service ports that an Ingress sends to, each once; other resources are known to its controller alone. */
export const ingressRoutes = ({ paths, defaultBackend }: IngressRow): readonly IngressRoute[] => {
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
