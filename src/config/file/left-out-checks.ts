const PING =
  'ICMP needs a right that pods do not have, and a host that answers it may serve nothing; tcp-connection asks what clients ask';
const HEARTBEAT = 'it is no check: a run calls KAVMON_HEARTBEAT_URL at its end when all was healthy';

/** Checks that people look for and that are left out on purpose, with what there is in their place. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  ...{ ping: PING, icmp: PING },
  ...{ heartbeat: HEARTBEAT, 'heartbeat-out': HEARTBEAT, 'dead-mans-switch': HEARTBEAT },
  dnssec: 'signatures of DNSSEC are not verified; dns-resolution asks a resolver that verifies them',
};

/** Why there is no check of this name, although one may be looked for; undefined for any other name. */
export const whyLeftOut = (name: string): string | undefined =>
  Object.hasOwn(LEFT_OUT, name.toLowerCase()) ? LEFT_OUT[name.toLowerCase()] : undefined;
