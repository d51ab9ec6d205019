import type { TlsSecretRow } from '../../../src/kubernetes/views/tls-secrets.ts';
import { abbreviateList } from '../../../src/text/abbreviate-list.ts';
import { coversHost, coversSomeOf } from './cover-host.ts';
import type { SecretFault } from './secret-faults.ts';
import type { SecretUser } from './secret-users.ts';

/**
 * Why clients of an Ingress entry or a listener are shown a certificate for another name; undefined when each host is
 * covered. `rows` are its Secrets, all with a certificate.
 */
export const findHostFault = (user: SecretUser, rows: readonly TlsSecretRow[]): SecretFault | undefined => {
  const names = rows.flatMap(({ served }) => served.names ?? []);
  const uncovered = user.hosts.filter((host) => !isCovered(host, names, user));
  if (uncovered.length === 0) return undefined;
  const commonNames = rows.flatMap(({ served }) => served.commonName ?? []);
  const isCommon =
    names.length === 0 &&
    uncovered.every((host) =>
      coversHost(
        commonNames.map((name) => name.toLowerCase()),
        host,
      ),
    );
  const whom = user.listener === undefined ? '' : `${user.listener}: `;
  const which = `${whom}the certificate in Secret ${rows.map(({ ref }) => ref.name).join(', ')}`;
  if (isCommon)
    return {
      reason: 'certificate_name',
      level: 'warning',
      text: `${which} has ${abbreviateList(uncovered)} as its common name only, which browsers and Go do not take: it has no alternative names`,
    };
  const what = names.length === 0 ? 'it has no alternative names' : `it is for ${abbreviateList(names, 5)}`;
  return {
    reason: 'certificate_name',
    level: 'fault',
    text: `${which} does not cover ${abbreviateList(uncovered)}: ${what}`,
  };
};

/** The routes of a listener for a whole domain say which hosts of it there are: some certificate for one of them will do. */
const isCovered = (host: string, names: readonly string[], { listener }: SecretUser): boolean =>
  coversHost(names, host) || (listener !== undefined && host.startsWith('*.') && coversSomeOf(names, host));
