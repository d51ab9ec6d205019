import * as z from 'zod';
import { tlsParams } from '../../../src/expectations/http-request.ts';
import { secret } from '../../../src/params/secret.ts';
import { serverParams } from '../../../src/params/server.ts';
import { natsUrlProblem } from '../../../src/probes/nats/target.ts';

/** Parameters of a NATS server, and the credentials. */
export const natsAddress = () => ({
  ...serverParams({
    url: '`nats://HOST:4222`, `tls://` for TLS, with `USER:PASSWORD@` or `TOKEN@`',
    problem: natsUrlProblem,
    port: '4222',
  }),
  user: z.string().min(1).optional().describe('User'),
  password: secret().optional().describe('Password of the user'),
  token: secret().optional().describe('Token, in place of user and password'),
  credentials: secret().optional().describe('Content of a file of credentials (JWT and seed), as nsc writes it'),
  nkey: secret().optional().describe('Seed of an NKey that the server knows'),
  tls: tlsParams()
    .optional()
    .describe('TLS options; TLS is spoken when this is there, be it `{}`, and where the server wants it'),
  handshakeFirst: z
    .boolean()
    .default(false)
    .describe('Whether the server wants the TLS handshake before it says a word (`handshake_first`)'),
});

/** Whether the credentials are of one kind at most, and there is a server. */
export const oneLogin = ({ user, token, credentials, nkey }: { readonly [name: string]: unknown }): boolean =>
  [user, token, credentials, nkey].filter((one) => one !== undefined).length <= 1;
