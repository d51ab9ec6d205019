import * as z from 'zod';

/** A port of a Service: its name or its number. */
const servicePort = () =>
  z.union([
    z.int().min(1).max(65_535),
    z.string().regex(/^[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?$/, {
      error: 'a port is a number, or the name that the Service gives it',
    }),
  ]);

const targetShape = () => ({
  service: z.string().min(1).describe('Name of the Service'),
  namespace: z
    .string()
    .min(1)
    .optional()
    .describe('Its namespace; default: the one in which a Service of this name is found'),
  port: servicePort().optional().describe('Name or number of its port; default: the only one that it has'),
  each: z.boolean().default(false).describe('Asks each ready endpoint by itself, so that an ill replica is named'),
});

const SCHEME_TEXT = 'Default: by the name, the application protocol or the number of the port';

const pathShape = () => ({
  path: z.string().regex(/^\//, { error: 'a path begins with a slash' }).default('/').describe('Path, with its query'),
});

/** Schema of a Service of the cluster in place of a host and a port. */
export const connectionTarget = () =>
  z
    .strictObject(targetShape())
    .meta({ title: 'connectionTarget' })
    .describe('Service of the cluster to connect to, in place of host and port');

/** Schema of a Service of the cluster in place of a URL. */
export const httpTarget = () =>
  z
    .strictObject({
      ...targetShape(),
      ...pathShape(),
      scheme: z.enum(['http', 'https']).optional().describe(SCHEME_TEXT),
    })
    .meta({ title: 'httpTarget' })
    .describe('Service of the cluster to ask, in place of a URL');

/** Schema of a Service of the cluster in place of the URL of a WebSocket. */
export const webSocketTarget = () =>
  z
    .strictObject({ ...targetShape(), ...pathShape(), scheme: z.enum(['ws', 'wss']).optional().describe(SCHEME_TEXT) })
    .meta({ title: 'webSocketTarget' })
    .describe('Service of the cluster to ask, in place of a URL');

/** A Service that a registration names instead of an address: what all of these schemas return. */
export type ServiceTarget = z.output<ReturnType<typeof connectionTarget>> & {
  readonly path?: string;
  readonly scheme?: 'http' | 'https' | 'ws' | 'wss' | undefined;
};

/**
 * The lists of a check that takes a `target` and is given this parameter in place of it: the Service and its endpoints; for
 * each replica also its pod.
 */
export const targetSources = <const Address extends string>(address: Address) =>
  ({
    wants: ['services', 'endpointSlices', 'pods'],
    wantedBy: { parameter: 'target', address, views: { service: ['services', 'endpointSlices'], each: ['pods'] } },
    judges: [],
  }) as const;

type AddressParams = {
  readonly [name in 'url' | 'baseUrl' | 'endpoint' | 'host' | 'port' | 'hosts' | 'target']?: unknown;
};

/** Refuses both a parameter and `target`, and neither of them. */
export const eitherOrTarget =
  (name: 'url' | 'baseUrl'): z.core.CheckFn<AddressParams> =>
  ({ value, issues }) => {
    if ((value[name] === undefined) === (value.target === undefined))
      issues.push({ code: 'custom', input: value, message: `give either ${name} or target` });
  };

/** The same for a host and its port, without a URL. */
export const eitherHostOrTarget: z.core.CheckFn<AddressParams> = ({ value, issues }) => {
  const { host, port, target } = value;
  if ([host, port].some((one) => (one === undefined) === (target === undefined)))
    issues.push({ code: 'custom', input: value, message: 'give either host and port, or target' });
};

/** Refuses a host beside a target. A URL may stand there: the target says where, and the URL as whom. */
export const refuseTwoPlaces: z.core.CheckFn<AddressParams> = ({ value, issues }) => {
  const { host, hosts, port, endpoint, target } = value;
  if (target !== undefined && [host, hosts, port, endpoint].some((one) => one !== undefined))
    issues.push({
      code: 'custom',
      input: value,
      message: 'target says where it is: leave host and port, or endpoint, out',
    });
};

/** The same, and refuses an address that says nowhere. */
export const needsAddress: z.core.CheckFn<AddressParams> = (payload) => {
  const { url, host, hosts, target } = payload.value;
  refuseTwoPlaces(payload);
  if ([url, host, hosts, target].every((one) => one === undefined))
    payload.issues.push({ code: 'custom', input: payload.value, message: 'give a url, a host or a target' });
};
