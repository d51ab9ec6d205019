import { startAmqpServer } from '../../support/amqp-server.ts';
import { startDnsServer } from '../../support/dns.ts';
import { postgresMute, postgresStuckInAuth, redisAnswering } from '../../support/driver-faults.ts';
import { mongodbFault, startScriptedMongodb } from '../../support/scripted-mongodb.ts';
import { mysqlDenying, mysqlRefusing, startScriptedMysql } from '../../support/scripted-mysql.ts';
import { natsAnswering } from '../../support/scripted-nats.ts';
import { tcpDripping } from '../../support/tcp-faults.ts';
import type { BrokenServer } from './broken-servers.ts';

type LateFault = readonly [check: string, outcome: string, start: () => Promise<BrokenServer>];

/** Commands that do what they should not, by the names of their registrations, and what is said of them. */
export const COMMAND_FAULTS: Readonly<Record<string, readonly [argv: readonly string[], outcome: string]>> = {
  'exec-hanging': [['sleep', '60'], 'timeout/deadline_attempt'],
  'exec-endless': [['yes'], 'timeout/deadline_attempt'],
  'exec-deaf': [['sh', '-c', "trap '' TERM; sleep 60 & wait"], 'timeout/deadline_attempt'],
  'exec-killed': [['sh', '-c', 'kill -9 $$'], 'error/dependency'],
  'exec-missing': [['/nowhere/program'], 'error/config'],
  'exec-failing': [['sh', '-c', 'echo CRITICAL; exit 2'], 'failed/status'],
};

const ATTEMPT_TIMEOUT = 'timeout/deadline_attempt';

/** Faults that come behind the greeting or the login, or are of one protocol only, each of one check. */
export const LATE_FAULTS: Readonly<Record<string, LateFault>> = {
  'http-dripping': ['http-endpoint', ATTEMPT_TIMEOUT, () => tcpDripping({ head: 'HTTP/1.1 200 OK\r\n\r\n' })],
  'dns-servfail': ['dns-resolution', 'failed/dns', () => startDnsServer({ otherwise: 'servfail' })],
  'postgres-mute': ['postgres-connection', ATTEMPT_TIMEOUT, postgresMute],
  'postgres-stuck-in-login': ['postgres-connection', ATTEMPT_TIMEOUT, postgresStuckInAuth],
  'mysql-full': ['mysql-connection', 'failed/threshold', () => mysqlRefusing(1040, 'Too many connections')],
  'mysql-stuck-in-login': ['mysql-connection', ATTEMPT_TIMEOUT, () => mysqlDenying()],
  'mysql-mute': ['mysql-connection', ATTEMPT_TIMEOUT, () => startScriptedMysql({ replies: { S: 'silent' } })],
  'redis-mute': ['redis-connection', ATTEMPT_TIMEOUT, () => redisAnswering({ PING: null, INFO: null })],
  'mongodb-mute': [
    'mongodb-connection',
    ATTEMPT_TIMEOUT,
    () => startScriptedMongodb({ replies: { saslStart: 'silent', serverStatus: 'silent' } }),
  ],
  'mongodb-forbidden': [
    'mongodb-connection',
    'failed/auth',
    () => startScriptedMongodb({ replies: { saslStart: mongodbFault(11, "Could not find user 'kavmon'") } }),
  ],
  'amqp-stuck-in-login': [
    'rabbitmq-connection',
    ATTEMPT_TIMEOUT,
    () => startAmqpServer({ at: { 'connection.start-ok': 'silence' } }),
  ],
  'amqp-mute': [
    'rabbitmq-connection',
    ATTEMPT_TIMEOUT,
    () => startAmqpServer({ at: { 'connection.open': 'silence' } }),
  ],
  'nats-stuck-in-login': ['nats-connection', ATTEMPT_TIMEOUT, () => natsAnswering(() => {})],
  'nats-mute': ['nats-jetstream', ATTEMPT_TIMEOUT, () => natsAnswering((_, socket) => void socket.write('PONG\r\n'))],
};
