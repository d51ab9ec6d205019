import * as z from 'zod';
import { tlsParams } from '../../../src/expectations/http-request.ts';
import { secret } from '../../../src/params/secret.ts';
import { serverParams } from '../../../src/params/server.ts';
import { amqpUrlProblem, parseAmqpUrl } from '../../../src/probes/amqp/url.ts';

/** Parameters of an AMQP connection and its credentials. */
export const amqpAddress = () => ({
  ...serverParams({
    url: '`amqp://HOST:5672/VHOST`, `amqps://` for TLS, with `USER:PASSWORD@`',
    problem: amqpUrlProblem,
    port: '5672, or 5671 with TLS,',
  }),
  user: z.string().min(1).optional().describe('User; guest when nothing says otherwise, as clients do'),
  password: secret().optional().describe('Password of the user'),
  tls: tlsParams()
    .optional()
    .describe(
      'TLS options; TLS is spoken when this is there, be it `{}`. A client certificate without a user logs in by EXTERNAL',
    ),
});

type AmqpParams = z.output<z.ZodObject<ReturnType<typeof amqpAddress>>>;

/** Whether any certificate is taken. */
export const isInsecureAmqp = ({ url, tls }: AmqpParams): boolean =>
  (tls?.insecure ?? false) || (url !== undefined && parseAmqpUrl(url).tls?.insecure === true);
