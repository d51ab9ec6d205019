import type { WireEnvVar } from '../protobuf/tables/core-v1.ts';

/** An address in a variable of a container; its value's user, path and the rest are not kept. */
export interface EnvAddress {
  /** `DB_URL`, or `DB_HOST, DB_PORT` where two have it. */
  readonly variable: string;
  readonly host: string;
  readonly port: number;
}

const ADDRESS_PATTERN =
  /^([a-z][a-z0-9+.:-]*:\/\/)?(?:[^@\s/]*@)?([a-z](?:[a-z0-9.-]*[a-z0-9])?)\.?:(\d{2,5})(?:[/?#].*)?$/i;
/** Names of variables that hold addresses: without a scheme, `web:1000` may be a user or an image too. */
const VARIABLE_PATTERN = /addr|host|ur[il]|endpoint|server|service|broker|bootstrap|backend|upstream|dsn/i;

const parseAddress = (variable: string, text: string): EnvAddress | undefined => {
  const [, scheme, host = '', port = ''] = ADDRESS_PATTERN.exec(text.trim()) ?? [];
  const isAddress = port !== '' && (scheme !== undefined || VARIABLE_PATTERN.test(variable));
  return isAddress ? { variable, host: host.toLowerCase(), port: Number(port) } : undefined;
};

const HOST_VARIABLE = /^(.+_)(?:HOST(?:NAME)?|ADDR(?:ESS)?|SERVER)$/i;
const HOST_PATTERN = /^[a-z](?:[a-z0-9.-]*[a-z0-9])?$/i;

/** The address that `DB_HOST` and `DB_PORT` have together. */
const pairAddress = ({ name, value = '' }: WireEnvVar, variables: readonly WireEnvVar[]): EnvAddress | undefined => {
  const prefix = HOST_VARIABLE.exec(name)?.[1];
  if (prefix === undefined || !HOST_PATTERN.test(value)) return undefined;
  const other = variables.find((one) => one.name.toLowerCase() === `${prefix}port`.toLowerCase());
  if (!/^\d{2,5}$/.test(other?.value ?? '')) return undefined;
  return { variable: `${name}, ${other?.name}`, host: value.toLowerCase(), port: Number(other?.value) };
};

/** The addresses with a name and a port among the values of variables; undefined when there are none. */
export const envAddresses = (variables: readonly WireEnvVar[] = []): readonly EnvAddress[] | undefined => {
  const found = variables.flatMap((variable) => {
    const { name, value } = variable;
    if (!value?.includes(':')) return pairAddress(variable, variables) ?? [];
    return value.split(',').flatMap((text) => parseAddress(name, text) ?? []);
  });
  // What a container asks itself for needs no DNS and no Service.
  const named = found.filter(({ host }) => host !== 'localhost');
  return named.length > 0 ? named : undefined;
};
