import type { ObjectRef } from '../../model/result.ts';
import type { ProposedCheck, ProposedService } from './proposal.ts';

/** A host that clients ask from outside, as an Ingress or a Gateway takes it. */
export interface RoutedHost {
  readonly host: string;
  readonly port: number;
  /** It has a certificate. */
  readonly isSecure: boolean;
  /** A path that leads somewhere. */
  readonly path?: string;
}

/** A service of the configuration for the hosts of an Ingress or a Gateway; none where it has no host. */
export const hostServices = (ref: ObjectRef, hosts: readonly RoutedHost[]): readonly ProposedService[] => {
  if (hosts.length === 0) return [];
  const { kind, namespace = '', name } = ref;
  const notes = [`the hosts of ${hostTitle(ref)}, as their clients see them`];
  return [{ name: withSuffix(name, kind.toLowerCase()), namespace, notes, checks: hostChecks(hosts) }];
};

/** What takes hosts, as comments name it. */
export const hostTitle = ({ kind, namespace, name }: ObjectRef): string => `${kind} ${namespace}/${name}`;

/** The name of an object with its kind, unless it says so itself: a Service often has the same. */
const withSuffix = (name: string, kind: string): string => (name.includes(kind) ? name : `${name}-${kind}`);

/**
 * The checks of hosts: their certificates, and behind a comment sign what a client asks of them, as nothing in the cluster
 * says which path answers.
 */
const hostChecks = (hosts: readonly RoutedHost[]): readonly ProposedCheck[] => [
  ...certificateChecks(hosts.filter(({ isSecure }) => isSecure)),
  ...hosts.map((routed, index) => ({
    check: 'http-endpoint',
    ...(hosts.length > 1 ? { name: routed.host } : {}),
    params: { url: urlOf(routed) },
    ...(index === 0
      ? { note: 'as its clients ask: write a path that answers, and what it answers (contains, jsonPath)' }
      : {}),
    isDraft: true as const,
  })),
];

/** A draft for another port than clients ask by themselves: what stands before it decides by which they come. */
const certificateChecks = (hosts: readonly RoutedHost[]): readonly ProposedCheck[] =>
  hosts.map(({ host, port }) => ({
    check: 'tls-certificate',
    ...(hosts.length > 1 ? { name: host } : {}),
    ...(port === HTTPS_PORT
      ? { params: { host } }
      : {
          params: { host, port },
          note: `its listener has port ${port}: write the one that clients come by`,
          isDraft: true as const,
        }),
  }));

const urlOf = ({ host, port, isSecure, path = '/' }: RoutedHost): string => {
  const isDefault = port === (isSecure ? HTTPS_PORT : 80);
  return `${isSecure ? 'https' : 'http'}://${host}${isDefault ? '' : `:${port}`}${path}`;
};

export const HTTPS_PORT = 443;

/** A name that stands for others. */
export const isWildcard = (host: string): boolean => host.startsWith('*');

export const WILDCARD_REASON = 'a wildcard is no name to ask: name one of its hosts';
