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
      path: z
        .string()
        .regex(/^\//, { error: 'a path begins with a slash' })
        .default('/')
        .describe('Path, with its query'),
      scheme: z
        .enum(['http', 'https'])
        .optional()
        .describe('Default: by the name, the application protocol or the number of the port'),
    })
    .meta({ title: 'httpTarget' })
    .describe('Service of the cluster to ask, in place of a URL');

/** A Service that a registration names instead of an address: what both schemas return. */
export type ServiceTarget = z.output<ReturnType<typeof connectionTarget>> &
  Partial<Pick<z.output<ReturnType<typeof httpTarget>>, 'path' | 'scheme'>>;

/** The lists that a target wants: its Service and the endpoints; of each replica also its address. */
export const targetViews = {
  parameter: 'target',
  views: { service: ['services', 'endpointSlices'], each: ['pods'] },
} as const;
