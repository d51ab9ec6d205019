import * as z from 'zod';
import { tlsParams } from '../../../src/expectations/http-request.ts';
import { hostName } from '../../../src/params/host.ts';
import { refuseText } from '../../../src/params/refuse-text.ts';
import { secret, secretOrText } from '../../../src/params/secret.ts';
import { connectionTarget } from '../../../src/params/service-target.ts';
import { amqpUrlProblem, parseAmqpUrl } from '../../../src/probes/amqp/url.ts';

/** Parameters of an AMQP connection and its credentials. */
export const amqpAddress = () => ({
  url: secretOrText()
    .check(refuseText(amqpUrlProblem))
    .optional()
    .describe(
      '`amqp://HOST:5672/VHOST`, `amqps://` for TLS, with `USER:PASSWORD@` in front of the host; by reference when it holds a password',
    ),
  host: hostName().optional().describe('Host, in place of a url or of the host in it'),
  port: z
    .number()
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe('Port; 5672, or 5671 with TLS, when nothing says otherwise'),
  target: connectionTarget().optional(),
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
