import * as z from 'zod';
import { hostName, hostOrSocket } from './host.ts';
import { refuseText } from './refuse-text.ts';
import { secretOrText } from './secret.ts';
import { connectionTarget } from './service-target.ts';

/** How the address of a kind of server is written, for people. */
interface AddressWords {
  /** Its URLs, as the beginning of the description. */
  readonly url: string;
  /** Why a URL cannot be used, undefined when it can; without a secret. */
  readonly problem: (url: string) => string | undefined;
  /** Its port by default: `3306`. */
  readonly port: string;
  /** What a host may be besides, as `path of a Unix socket`. */
  readonly socket?: string;
}

/** Parameters that say where a server is: a URL, a host and a port over those of the URL, or a Service of the cluster. */
export const serverParams = ({ url, problem, port, socket }: AddressWords) => ({
  url: secretOrText()
    .check(refuseText(problem))
    .optional()
    .describe(`${url} in front of the host; by reference when it holds a secret`),
  host: (socket === undefined ? hostName() : hostOrSocket())
    .optional()
    .describe(`Host,${socket === undefined ? '' : ` or ${socket},`} in place of a url or of the host in it`),
  port: z.number().int().min(1).max(65_535).optional().describe(`Port; ${port} when nothing says otherwise`),
  target: connectionTarget().optional(),
});
