import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import type { PemCertificate } from './certificates.ts';

interface GrpcServerOptions {
  /** Statuses by the name of the service; `''` is the server as a whole. */
  readonly statuses?: Readonly<Record<string, 'SERVING' | 'NOT_SERVING'>>;
  readonly tls?: { readonly certificate: PemCertificate; readonly clientCa?: string };
  /** A server without the health service. */
  readonly withoutHealth?: boolean;
}

/** Starts a real gRPC server (`@grpc/grpc-js`) with the health service of `grpc-health-check`. */
export const startGrpc = async ({ statuses = { '': 'SERVING' }, tls, withoutHealth }: GrpcServerOptions = {}) => {
  const server = new Server();
  const health = new HealthImplementation(statuses);
  if (withoutHealth !== true) health.addToServer(server);
  const credentials =
    tls === undefined
      ? ServerCredentials.createInsecure()
      : ServerCredentials.createSsl(
          tls.clientCa === undefined ? null : Buffer.from(tls.clientCa),
          [{ private_key: Buffer.from(tls.certificate.key), cert_chain: Buffer.from(tls.certificate.chain) }],
          tls.clientCa !== undefined,
        );
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) => (error === null ? resolve(bound) : reject(error))),
  );
  return {
    host: '127.0.0.1',
    port,
    setStatus: (service: string, to: 'SERVING' | 'NOT_SERVING') => health.setStatus(service, to),
    stop: async () => server.forceShutdown(),
  };
};

/** A server whose health service refuses every call with this code. */
export const startRefusingGrpc = async (code: keyof typeof status, details: string) => {
  const server = new Server();
  const method = (path: string) => ({
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: (value: Buffer) => value,
    requestDeserialize: (value: Buffer) => value,
    responseSerialize: (value: Buffer) => value,
    responseDeserialize: (value: Buffer) => value,
  });
  server.addService(
    { check: method('/grpc.health.v1.Health/Check') },
    {
      check: ((_: unknown, answer: (error: unknown) => void) => answer({ code: status[code], details })) as never,
    },
  );
  const port = await new Promise<number>((resolve) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (_, bound) => resolve(bound)),
  );
  return { host: '127.0.0.1', port, stop: async () => server.forceShutdown() };
};
