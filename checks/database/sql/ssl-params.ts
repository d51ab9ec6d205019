import * as z from 'zod';
import { tlsParams } from '../../../src/expectations/http-request.ts';

/**
 * Schema of TLS by a mode, as clients of databases have it; `rootProblem` says why a mode does not go with a root certificate,
 * undefined when it does.
 */
export const sslParams = <const Modes extends readonly [string, ...string[]]>(
  modes: Modes,
  rootProblem: (mode: Modes[number] | undefined, hasRoot: boolean) => string | undefined,
  described: string,
) =>
  z
    .strictObject({
      mode: z.enum(modes).optional().describe(described),
      ...tlsParams().omit({ insecure: true }).shape,
    })
    .check(({ value, issues }) => {
      const { mode, ca } = value as { readonly mode?: Modes[number]; readonly ca?: string };
      const message = rootProblem(mode, ca !== undefined);
      if (message !== undefined) issues.push({ code: 'custom', input: undefined, message });
    })
    .optional()
    .describe('TLS options');
