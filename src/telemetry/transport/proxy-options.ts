import type { AgentOptions } from 'node:http';

const PROXY_VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];

/** The options by which Node's agent uses the proxies of the environment (`proxyEnv`, Node 24.5); empty without proxies. */
export const proxyOptions = (env: NodeJS.ProcessEnv): AgentOptions =>
  PROXY_VARIABLES.some((name) => (env[name] ?? '') !== '') ? { proxyEnv: env } : {};
