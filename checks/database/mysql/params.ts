import * as z from 'zod';
import { namedExpectations } from '../../../src/expectations/named-values.ts';
import { rangeLimits } from '../../../src/expectations/range.ts';
import { duration } from '../../../src/params/duration.ts';
import { secret } from '../../../src/params/secret.ts';
import { serverParams } from '../../../src/params/server.ts';
import { mysqlSslModes, unusedRootProblem } from '../../../src/probes/mysql/ssl-modes.ts';
import { mysqlUrlProblem } from '../../../src/probes/mysql/target.ts';
import { sqlQueries } from '../sql/query-params.ts';
import { sslParams } from '../sql/ssl-params.ts';

/** Parameters of the connection: server, credentials and TLS. */
export const mysqlAddress = () => ({
  ...serverParams({
    url: '`mysql://HOST:3306/DATABASE`, also `mariadb://` and `jdbc:`, with `USER:PASSWORD@`',
    problem: mysqlUrlProblem,
    port: '3306',
    socket: 'path of a Unix socket',
  }),
  user: z.string().min(1).optional().describe('User to log in as'),
  password: secret().optional().describe('Password of the user'),
  database: z.string().min(1).optional().describe('Database to log in to; none when nothing says otherwise'),
  ssl: sslParams(
    mysqlSslModes,
    unusedRootProblem,
    "As in MySQL's clients; verify_identity when a ca is given, else what the url says, else preferred",
  ),
});

/** Statements of DDL end a transaction and run all the same, and a SELECT may write a file. */
const writeProblem = (sql: string): string | undefined => {
  // What stands in /*! */ is run.
  const bare = sql.replace(/\/\*(?!M?!)[\s\S]*?\*\/|(?:--\s|#).*$/gm, ' ').trim();
  return /^\(*\s*(select|with|show|values|table)\b/i.test(bare) && !/\binto\s+(outfile|dumpfile)\b/i.test(bare)
    ? undefined
    : 'only what reads is run: SELECT, WITH, SHOW, VALUES or TABLE, and not into a file';
};

/** Parameters of what is expected of the server. */
export const mysqlExpectations = () => ({
  role: z
    .enum(['primary', 'replica', 'any'])
    .default('any')
    .describe('Role that the server must have: a primary takes writes, a replica replicates from another server'),
  readOnly: z
    .boolean()
    .optional()
    .describe('Whether `read_only` must be on or off; off for a primary, either for others when left out'),
  superReadOnly: z.boolean().optional().describe('Whether `super_read_only` of MySQL must be on or off'),
  version: z.string().min(1).optional().describe('Range of versions, as npm writes it: `>=8.0.30`'),
  connections: rangeLimits('%').prefault({ warn: 90, fail: 95 }).describe('Connections, in percent of max_connections'),
  lag: rangeLimits('s')
    .optional()
    .describe('Seconds that a replica is behind its source, beyond a delay that is set on purpose'),
  channels: rangeLimits().optional().describe('Sources that it must replicate from'),
  galeraSize: rangeLimits().optional().describe('Nodes of the Galera cluster'),
  status: namedExpectations('status variable').describe('What values of SHOW GLOBAL STATUS must be'),
  variables: namedExpectations('variable').describe('What global variables must be'),
  queries: sqlQueries('a read-only transaction', writeProblem),
  statementTimeout: duration().prefault('5s').describe('Limit of one statement, kept by the server'),
});

export type MysqlExpectations = z.output<z.ZodObject<ReturnType<typeof mysqlExpectations>>>;
