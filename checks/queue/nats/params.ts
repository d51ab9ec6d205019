import * as z from 'zod';
import { tlsParams } from '../../../src/expectations/http-request.ts';
import { hostName } from '../../../src/params/host.ts';
import { refuseText } from '../../../src/params/refuse-text.ts';
import { secret, secretOrText } from '../../../src/params/secret.ts';
import { connectionTarget } from '../../../src/params/service-target.ts';
import { natsUrlProblem } from '../../../src/probes/nats/target.ts';

/** Parameters of a NATS server, and the credentials. */
export const natsAddress = () => ({
  url: secretOrText()
    .check(refuseText(natsUrlProblem))
    .optional()
    .describe(
      '`nats://HOST:4222`, `tls://` for TLS, with `USER:PASSWORD@` or `TOKEN@` in front of the host; by reference when it holds a secret',
    ),
  host: hostName().optional().describe('Host, in place of a url or of the host in it'),
  port: z.number().int().min(1).max(65_535).optional().describe('Port; 4222 when nothing says otherwise'),
  target: connectionTarget().optional(),
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
