import * as z from 'zod';
import { tlsParams } from '../../../src/expectations/http-request.ts';
import { jsonExpectation } from '../../../src/expectations/json-path.ts';
import { rangeLimits } from '../../../src/expectations/range.ts';
import { comparesSomething, expectationParams, NOTHING_COMPARED } from '../../../src/expectations/value-expectation.ts';
import { duration } from '../../../src/params/duration.ts';
import { refuseText } from '../../../src/params/refuse-text.ts';
import { secret, secretOrText } from '../../../src/params/secret.ts';
import { connectionTarget } from '../../../src/params/service-target.ts';
import { mongodbMechanisms } from '../../../src/probes/mongodb/target.ts';
import { mongodbUrlProblem } from '../../../src/probes/mongodb/url.ts';

/** Parameters of the connection: servers and credentials. */
export const mongodbAddress = () => ({
  url: secretOrText()
    .check(refuseText(mongodbUrlProblem))
    .optional()
    .describe(
      '`mongodb://HOST:27017,HOST:27017/` or `mongodb+srv://NAME/`, with `USER:PASSWORD@` in front of the hosts; by reference when it holds a password',
    ),
  hosts: z
    .array(z.string().regex(/^(\[[^\]]+\]|[^:[\]\s/]+)(:\d{1,5})?$/, 'write host:port'))
    .min(1)
    .optional()
    .describe('`host:port` of servers, in place of a url or of the hosts in it; several belong to one replica set'),
  target: connectionTarget().optional(),
  user: z.string().min(1).optional().describe('User to log in as'),
  password: secret().optional().describe('Password of the user'),
  authSource: z.string().min(1).optional().describe('Database that holds the user; admin when nothing says otherwise'),
  authMechanism: z
    .enum(mongodbMechanisms)
    .optional()
    .describe('Way to log in; what the server offers best when left out'),
  replicaSet: z.string().min(1).optional().describe('Name that the replica set must have'),
  directConnection: z
    .boolean()
    .optional()
    .describe('Judges the one server that is named, whatever its role, in place of the deployment'),
  tls: tlsParams().optional().describe('TLS options; TLS is spoken when this is there, be it `{}`'),
});

const countParams = () =>
  z
    .strictObject({
      name: z.string().regex(/^\w+$/).describe('Name of the measure'),
      database: z.string().min(1).describe('Database'),
      collection: z.string().min(1).describe('Collection'),
      filter: z
        .record(z.string(), z.json())
        .default({})
        .describe('Which documents, as MongoDB writes it in JSON: `{ state: waiting }`, `{ $date: ... }` for dates'),
      ...expectationParams(),
    })
    .refine(comparesSomething, NOTHING_COMPARED);

/** Parameters of what is expected of the deployment. */
export const mongodbExpectations = () => ({
  role: z
    .enum(['primary', 'secondary', 'any'])
    .default('any')
    .describe('Role that a server must have that is asked by directConnection'),
  version: z.string().min(1).optional().describe('Range of versions, as npm writes it: `>=6`'),
  members: rangeLimits()
    .optional()
    .describe('Healthy members of the replica set; one that is not degrades in any case'),
  lag: rangeLimits('s').optional().describe('How far each secondary is behind the primary, beyond a delay on purpose'),
  oplogWindow: rangeLimits('s').optional().describe('Time that the oplog reaches back: `{ warn: "24h:" }`'),
  connections: rangeLimits('%')
    .optional()
    .describe('Connections, in percent of those possible; degraded above 90, failed above 95 where they may be seen'),
  serverStatus: z
    .array(jsonExpectation())
    .min(1)
    .optional()
    .describe('What values of the answer to serverStatus must be'),
  counts: z
    .array(countParams())
    .default([])
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'two counts have the same name')
    .describe('Documents to count'),
  commandTimeout: duration().prefault('5s').describe('Limit of one count, kept by the server'),
  nodeTimeout: duration().prefault('2s').describe('How long one of several servers is waited for'),
});

export type MongodbExpectations = z.output<z.ZodObject<ReturnType<typeof mongodbExpectations>>>;
