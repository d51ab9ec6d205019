/** Whether a certificate for these names (lower case) is good for a host: a wildcard stands for one label (RFC 6125, 6.4.3). */
export const coversHost = (names: readonly string[], host: string): boolean => {
  const wanted = plainHost(host);
  const [, ...domain] = wanted.split('.');
  return names.includes(wanted) || (domain.length > 0 && names.includes(`*.${domain.join('.')}`));
};

/** Whether a certificate for these names is good for some host of a domain: of `*.example.com`. */
export const coversSomeOf = (names: readonly string[], wildcard: string): boolean => {
  const domain = plainHost(wildcard).slice(1);
  return names.some((name) => name.endsWith(domain));
};

const plainHost = (host: string): string => host.toLowerCase().replace(/\.$/, '');
