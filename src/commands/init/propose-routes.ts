import type { IngressRow } from '../../kubernetes/views/ingresses.ts';
import type { LeftOut, Proposal } from './proposal.ts';

/** A service of the configuration for each Ingress whose hosts have certificates. */
export const proposeRoutes = (ingresses: readonly IngressRow[]): Proposal => {
  const parts = ingresses.map(proposeRoute);
  return {
    services: parts.flatMap(({ services }) => services),
    leftOut: parts.flatMap(({ leftOut }) => leftOut),
  };
};

const proposeRoute = ({ ref, tls, paths }: IngressRow): Proposal => {
  const title = `Ingress ${ref.namespace}/${ref.name}`;
  const secured = [...new Set(tls.flatMap(({ hosts }) => hosts))];
  const certified = secured.filter((host) => !isWildcard(host));
  const open = new Set(paths.flatMap(({ host }) => (host === undefined || secured.includes(host) ? [] : [host])));
  const checks = certified.map((host) => ({
    check: 'tls-certificate',
    ...(certified.length > 1 ? { name: host } : {}),
    params: { host },
  }));
  const notes = [`the certificates of ${title}, as its clients see them`];
  const leaveOut = (host: string, why: string): LeftOut => ({ what: `host ${host} of ${title}`, why });
  return {
    services: checks.length === 0 ? [] : [{ name: ref.name, namespace: ref.namespace ?? '', notes, checks }],
    leftOut: [
      ...secured
        .filter(isWildcard)
        .map((host) => leaveOut(host, 'a wildcard is no name to ask: name one of its hosts')),
      ...[...open].map((host) =>
        leaveOut(host, 'it has no certificate, and which of its paths answers is not known: http-endpoint asks one'),
      ),
    ],
  };
};

const isWildcard = (host: string): boolean => host.startsWith('*');
