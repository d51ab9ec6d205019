import type { Check } from '../src/check.ts';
import postgresConnection from './database/postgres-connection.ts';
import dnsResolution from './endpoint/dns-resolution.ts';
import httpEndpoint from './endpoint/http-endpoint.ts';
import serviceInfo from './endpoint/service-info.ts';
import tcpConnection from './endpoint/tcp-connection.ts';
import tlsCertificate from './endpoint/tls-certificate.ts';

/** The catalogue: every check, in the order of its groups. */
export const checks: readonly Check[] = [
  dnsResolution,
  httpEndpoint,
  serviceInfo,
  tcpConnection,
  tlsCertificate,
  postgresConnection,
];
