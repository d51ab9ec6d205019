import { type Agent, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { errorMessage, UsageError } from '../../model/errors.ts';
import type { ApiAccess } from '../access/access.ts';

/**
 * Creates the agent that keeps up to `maxSockets` connections to the API server; its certificates are parsed once for all of
 * them. Behind a proxy the access has an agent of its own.
 *
 * @throws {UsageError} when a certificate or key cannot be used.
 */
export const createAgent = ({ server, tls, agent }: ApiAccess, maxSockets: number): Agent => {
  if (agent !== undefined) return agent;
  const settings = { keepAlive: true, maxSockets, scheduling: 'lifo' as const };
  if (server.protocol === 'http:') return new HttpAgent(settings);
  const { servername, rejectUnauthorized = true, ...material } = tls;
  const secureContext = createTlsContext(material);
  return new HttpsAgent({ ...settings, secureContext, rejectUnauthorized, ...(servername && { servername }) });
};

const createTlsContext = (material: SecureContextOptions) => {
  try {
    return createSecureContext(material);
  } catch (cause) {
    throw new UsageError(`the certificates for the API server cannot be used: ${errorMessage(cause)}`, 'config', {
      cause,
    });
  }
};
