import type { AgentOptions } from 'node:http';

const VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];

/** What makes Node's agent use the proxies of the environment (`proxyEnv`, Node 24.5); empty when there are none. */
export const proxyOf = (env: NodeJS.ProcessEnv): AgentOptions =>
  VARIABLES.some((name) => (env[name] ?? '') !== '') ? { proxyEnv: env } : {};
