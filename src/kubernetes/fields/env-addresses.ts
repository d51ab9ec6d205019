import type { V1EnvVar } from '@kubernetes/client-node';
import type { WireForm } from './wire-fields.ts';

/** An address in a variable of a container; its value's user, path and the rest are not kept. */
export interface EnvAddress {
  readonly variable: string;
  readonly host: string;
  readonly port: number;
}

const ADDRESS_PATTERN =
  /^([a-z][a-z0-9+.:-]*:\/\/)?(?:[^@\s/]*@)?([a-z](?:[a-z0-9.-]*[a-z0-9])?):(\d{2,5})(?:[/?#].*)?$/i;
/** Names of variables that hold addresses: without a scheme, `web:1000` may be a user or an image too. */
const VARIABLE_PATTERN = /addr|host|ur[il]|endpoint|server|service|broker|bootstrap|backend|upstream|dsn/i;

const parseAddress = (variable: string, text: string): EnvAddress | undefined => {
  const [, scheme, host = '', port = ''] = ADDRESS_PATTERN.exec(text.trim()) ?? [];
  const isAddress = port !== '' && (scheme !== undefined || VARIABLE_PATTERN.test(variable));
  return isAddress ? { variable, host: host.toLowerCase(), port: Number(port) } : undefined;
};

/** The addresses with a name and a port among the values of variables; undefined when there are none. */
export const envAddresses = (
  variables: readonly WireForm<V1EnvVar>[] | undefined,
): readonly EnvAddress[] | undefined => {
  const found = (variables ?? []).flatMap(({ name, value }) =>
    (value?.includes(':') ? value.split(',') : []).flatMap((text) => parseAddress(name, text) ?? []),
  );
  return found.length > 0 ? found : undefined;
};
