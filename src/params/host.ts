import { isIP } from 'node:net';
import * as z from 'zod';
import { refuseText } from './refuse-text.ts';

/** Schema of a host: a name or an address, and nothing else. */
export const hostName = () => z.string().min(1).check(refuseText(hostProblem));

/** Schema of a host, or of the path of a Unix socket or its folder, which begins with a slash. */
export const hostOrSocket = () =>
  z
    .string()
    .min(1)
    .check(refuseText((text) => (text.startsWith('/') ? undefined : hostProblem(text))));

/** Schema of a server: a host, with a port or without. */
export const hostAndPort = () => z.string().min(1).check(refuseText(serverProblem));

const hostProblem = (text: string): string | undefined =>
  strangeText(text) ??
  (/^(?:[^:]*|\[.*\]):\d*$/.test(text) ? 'a host has no port with it: give host and port apart' : undefined);

const serverProblem = (text: string): string | undefined => {
  const strange = strangeText(text);
  if (strange !== undefined) return strange;
  if (isIP(text) === 6) return undefined;
  const port = /^(?:\[.*\]|[^:[]*):(.*)$/.exec(text)?.[1];
  const isPort = port === undefined || (/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535);
  return isPort ? undefined : 'a port is a number from 1 to 65535: write host or host:port';
};

const strangeText = (text: string): string | undefined => {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return 'a URL is no host: give the host alone';
  if (/^%\w+%$|^<.*>$/.test(text)) return 'this is a placeholder that nothing has replaced';
  return /[\s/?#@<>"'`\\|]/.test(text)
    ? 'a host is a name or an address, without a path, a user or white space'
    : undefined;
};
