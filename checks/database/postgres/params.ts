import * as z from 'zod';
import { rangeLimits } from '../../../src/expectations/range.ts';
import { duration } from '../../../src/params/duration.ts';
import { secret } from '../../../src/params/secret.ts';
import { serverParams } from '../../../src/params/server.ts';
import { rootProblem, sslModes } from '../../../src/probes/postgres/ssl-modes.ts';
import { postgresUrlProblem } from '../../../src/probes/postgres/target.ts';
import { sessionAttributes } from '../../../src/probes/postgres/url.ts';
import { sqlQueries } from '../sql/query-params.ts';
import { sslParams } from '../sql/ssl-params.ts';

/** Parameters of the connection: server, credentials and TLS, also of several servers. */
export const postgresAddress = () => ({
  ...postgresServer(),
  hosts: z
    .array(z.string().regex(/^(\/.*|(\[[^\]]+\]|[^:[\]\s/]+)(:\d{1,5})?)$/, 'write host:port'))
    .min(1)
    .optional()
    .describe('`host:port` of servers of which the first that suits targetSessionAttrs is asked, in place of a host'),
  targetSessionAttrs: z
    .enum(sessionAttributes)
    .optional()
    .describe('As in libpq: which server suits, and is judged; any when nothing says otherwise'),
  nodeTimeout: duration().prefault('2s').describe('How long one of several servers may take to let us in'),
});

/** Parameters of the connection to one server. */
export const postgresServer = () => ({
  ...serverParams({
    url: '`postgres://HOST:5432/DATABASE`, with `USER:PASSWORD@`',
    problem: postgresUrlProblem,
    port: '5432',
    socket: 'folder of a Unix socket',
  }),
  user: z.string().min(1).optional().describe('Role to log in as'),
  password: secret().optional().describe('Password of the role'),
  database: z.string().min(1).optional().describe("Database; the role's name when nothing says otherwise"),
  ssl: sslParams(
    sslModes,
    rootProblem,
    'As in libpq; verify-full when a ca is given, else what the url says, else prefer',
  ),
});

/** Parameters of what is expected of the server; what is not named is not queried. */
export const postgresExpectations = () => ({
  role: z.enum(['primary', 'standby', 'any']).default('any').describe('Role that the server must have'),
  writable: z.boolean().default(false).describe('New transactions must be able to write'),
  version: z.string().min(1).optional().describe('Range of versions, as npm writes it: `>=14`'),
  connections: rangeLimits('%')
    .prefault({ warn: 90, fail: 95 })
    .describe('Connections in use, in percent of the maximum'),
  connectionsRemaining: rangeLimits().optional().describe('Connections that ordinary roles can still open'),
  lag: rangeLimits('s').optional().describe('Replication lag, seen from a primary (every standby) or from a standby'),
  lagBytes: rangeLimits('By').optional().describe('Replication lag in bytes of WAL'),
  standbys: rangeLimits().optional().describe('Standbys that stream from this primary'),
  inactiveSlots: rangeLimits().optional().describe('Replication slots that nobody uses'),
  slotBytes: rangeLimits('By').optional().describe('WAL that the hungriest replication slot keeps'),
  longestTransaction: rangeLimits('s').optional().describe('Age of the oldest open transaction'),
  idleInTransaction: rangeLimits().optional().describe('Sessions that are idle in a transaction'),
  longestIdleInTransaction: rangeLimits('s').optional().describe('How long a session has been idle in a transaction'),
  waitingForLocks: rangeLimits().optional().describe('Sessions that wait for a lock'),
  oldestPrepared: rangeLimits('s').optional().describe('Age of the oldest prepared transaction'),
  archiving: z
    .boolean()
    .default(false)
    .describe(
      'WAL must be archived (archive_mode, archive_command or archive_library), and the last attempt have succeeded',
    ),
  archiveAge: rangeLimits('s').optional().describe('How long the oldest finished file of WAL waits to be archived'),
  archiveWaiting: rangeLimits().optional().describe('Finished files of WAL that wait to be archived'),
  sequences: rangeLimits('%')
    .optional()
    .describe('Values given out by the sequence that is nearest to its end, or to that of its column'),
  wraparound: rangeLimits('%')
    .prefault({ warn: 50, fail: 80 })
    .describe('Age of the oldest transaction id of any database, in percent of what is possible'),
  queries: sqlQueries('a read-only transaction'),
  statementTimeout: duration().prefault('5s').describe('Limit of one statement, kept by the server'),
});

export type PostgresExpectations = z.output<z.ZodObject<ReturnType<typeof postgresExpectations>>>;
