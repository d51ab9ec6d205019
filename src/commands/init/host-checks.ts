import type { ProposedCheck } from './proposal.ts';

/** A host that clients ask from outside, as an Ingress or a Gateway takes it. */
export interface RoutedHost {
  readonly host: string;
  readonly port: number;
  /** It has a certificate. */
  readonly isSecure: boolean;
  /** A path that leads somewhere. */
  readonly path?: string;
  /** Clients may come by another port: what stands before it decides. */
  readonly isOtherPort?: true;
}

/**
 * The checks of hosts: their certificates, and behind a comment sign what a client asks of them, as nothing in the cluster
 * says which path answers.
 */
export const hostChecks = (hosts: readonly RoutedHost[]): readonly ProposedCheck[] => [
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

const HTTPS_PORT = 443;

const certificateChecks = (hosts: readonly RoutedHost[]): readonly ProposedCheck[] =>
  hosts.map(({ host, port, isOtherPort }) => ({
    check: 'tls-certificate',
    ...(hosts.length > 1 ? { name: host } : {}),
    params: { host, ...(port === HTTPS_PORT ? {} : { port }) },
    ...(isOtherPort === true
      ? { note: `its listener has port ${port}: write the one that clients come by`, isDraft: true as const }
      : {}),
  }));

const urlOf = ({ host, port, isSecure, path = '/' }: RoutedHost): string => {
  const isDefault = port === (isSecure ? HTTPS_PORT : 80);
  return `${isSecure ? 'https' : 'http'}://${host}${isDefault ? '' : `:${port}`}${path}`;
};

/** A name that stands for others. */
export const isWildcard = (host: string): boolean => host.startsWith('*');

export const WILDCARD_REASON = 'a wildcard is no name to ask: name one of its hosts';

/** The name of an object with its kind, unless it says so itself: a Service often has the same. */
export const withSuffix = (name: string, kind: string): string => (name.includes(kind) ? name : `${name}-${kind}`);
