import type { PostgresTarget } from './target.ts';

/** What was not verified of a server although TLS was asked for; undefined when there is nothing to say. */
export const describeUnverified = (
  { mode, tls, asksForBinding }: PostgresTarget,
  encrypted: boolean,
): string | undefined => {
  if (asksForBinding === true) return 'the login was not bound to the TLS connection (channel_binding is not verified)';
  if (mode === 'no-verify') return 'the certificate was not verified (sslmode no-verify)';
  return !encrypted && mode === 'prefer' && tls.insecure === false
    ? 'the server offers no TLS, so that the root certificate was not used (sslmode prefer)'
    : undefined;
};
