import { Resolver } from 'node:dns/promises';
import { errorMessage, ProbeError } from '../../model/errors.ts';
import type { ProbeSession } from '../probe.ts';

/** The servers of a `mongodb+srv://` name, and the options of its TXT record. */
export interface SrvHosts {
  readonly hosts: readonly string[];
  readonly authSource?: string | undefined;
  readonly replicaSet?: string | undefined;
}

/**
 * Asks DNS for the servers behind a name (initial DNS seedlist discovery of MongoDB's drivers). Throws ProbeError `dns`, or the
 * signal's reason.
 */
export const resolveSrvHosts = async (name: string, service: string, session: ProbeSession): Promise<SrvHosts> => {
  session.phase('resolve');
  session.signal.throwIfAborted();
  const resolver = new Resolver();
  const cancel = (): void => resolver.cancel();
  session.signal.addEventListener('abort', cancel, { once: true });
  try {
    const records = await resolver.resolveSrv(`_${service}._tcp.${name}`);
    const hosts = records.map((record) => `${record.name}:${record.port}`);
    refuseForeign(name, hosts);
    const texts = await resolver.resolveTxt(name).catch(() => []);
    const options = new URLSearchParams(texts[0]?.join('') ?? '');
    return {
      hosts,
      authSource: options.get('authSource') ?? undefined,
      replicaSet: options.get('replicaSet') ?? undefined,
    };
  } catch (error) {
    session.signal.throwIfAborted();
    if (error instanceof ProbeError) throw error;
    throw new ProbeError('dns', `_${service}._tcp.${name} has no SRV records: ${errorMessage(error)}`, {
      cause: error,
    });
  } finally {
    session.signal.removeEventListener('abort', cancel);
  }
};

/** As drivers do: servers outside of the domain of the name would be given its credentials. */
const refuseForeign = (name: string, hosts: readonly string[]): void => {
  const labels = name.split('.');
  const domain = (labels.length > 2 ? labels.slice(1) : labels).join('.').toLowerCase();
  const foreign = hosts.find(
    (host) =>
      !host
        .toLowerCase()
        .replace(/\.?:\d+$/, '')
        .endsWith(`.${domain}`),
  );
  if (foreign !== undefined)
    throw new ProbeError('dns', `the SRV records of ${name} name ${foreign}, which is outside of ${domain}`);
};
