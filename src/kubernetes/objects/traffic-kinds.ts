/** Kinds that traffic comes through, from the inside out: what is missing behind one is missed by somebody. */
export const TRAFFIC_KINDS: readonly string[] = [
  ...['Service', 'Ingress', 'Gateway', 'ListenerSet'],
  ...['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'],
];
