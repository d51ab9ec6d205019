import { type ProbeName, probeLoaders } from '../probes/index.ts';
import { GENERATED_NOTE, markdownTable, paragraph } from './markdown.ts';

/** What a probe is worth: what a green says, and what it does not. */
interface ProbeScope {
  /** Checks that use it, for the links. */
  readonly checks: readonly string[];
  readonly verifies: readonly string[];
  readonly cannotSee: readonly string[];
}

/** One entry for each probe; a new probe has none, and does not compile, until somebody has thought about it. */
const SCOPES: Readonly<Record<ProbeName, ProbeScope>> = {
  http: {
    checks: [
      ...[
        'async-job',
        'clock-offset',
        'elasticsearch-cluster',
        'http-endpoint',
        'http-steps',
        'model-registry',
        'object-storage',
        'registry-image',
        'scoring',
        'service-info',
      ],
      ...['rabbitmq-health', 'rabbitmq-queues', 'rabbitmq-topology'],
    ],
    verifies: [
      'name, connection, TLS with chain, name and dates, and the answer to one request: status, headers, body, size, final URL, latency',
      'up to five redirects (`maxRedirects`), with the cookies that they set',
      'Basic, Digest and Bearer credentials, client credentials of OAuth 2, client certificates, an HTTP proxy',
    ],
    cannotSee: [
      'what a browser does with the answer: scripts, styles, further requests',
      'other replicas: one address answers, unless `target` asks each; HTTP/3 is not spoken',
      'NTLM and Negotiate: the message names what the server wants; HTTPS and SOCKS proxies are refused; user and password of a proxy are sent by Basic only',
      'whether an answer comes from a cache; what stands behind the part of a body that was not read (`bodyLimit`)',
    ],
  },
  tcp: {
    checks: ['tcp-connection'],
    verifies: [
      'that an address accepts a connection, or each of them; with `tls` that the handshake and the certificate hold',
      'without `expect` that the other side does not close it at once: it is watched for 100 ms (after a handshake of TLS 1.3 for 250 ms, in which a server refuses a client certificate), and as long again as opening it took',
      'with `send` and `expect` that the beginning of the answer matches',
    ],
    cannotSee: [
      'whether the service behind the port works: without `expect` nothing is asked of it, and a proxy or load balancer may accept for it; many close only after they have tried their backend for seconds',
      'whether what is sent is taken, where nothing is expected back',
      'ports of UDP',
    ],
  },
  dns: {
    checks: ['dns-resolution'],
    verifies: [
      'the records of one name and type at each resolver, or that there are none (`rcode`), and how long the answer took',
      'answers that are truncated, over TCP',
    ],
    cannotSee: [
      'signatures of DNSSEC; other sights of a zone that answers by the place of the client',
      'how long caches on the way will keep an older answer',
    ],
  },
  ntp: {
    checks: ['clock-offset'],
    verifies: [
      'how far the clock of the machine that kavmon runs on is from that of the time server, to half of the way there and back; of several the one in the middle counts',
      'that the server knows the time itself and answers to this very request',
    ],
    cannotSee: [
      'clocks of other nodes: run it on each (a DaemonSet, or CronJobs with node selectors)',
      'whether the server is wrong in agreement with the others; authentication (NTS, keys) is not spoken',
      'the clock of the API server, unless its URL stands in `dates`: every run compares with it, and warns when it is more than a minute away',
    ],
  },
  tls: {
    checks: ['tls-certificate'],
    verifies: [
      'the dates of the certificates on the path to the trusted root, that root, and the name; of a server, after STARTTLS too, or of a file',
      'the answer of OCSP that a server hands out with its certificate (staple): its signature, its dates, and that it says good',
      'that versions and ciphers in common exist; a server that refuses the client has its certificate judged all the same, with a note',
    ],
    cannotSee: [
      'revocation, where the server hands out no answer of OCSP: neither the authority nor its list (CRL) is asked; certificate transparency and weak ciphers that the server would take as well',
      'certificates of other names (SNI) or other addresses at the same port',
      'whether the private key of a file belongs to its certificate',
    ],
  },
  postgres: {
    checks: ['postgres-connection'],
    verifies: [
      'login, TLS by its mode, an answer to a query, role, connections, wraparound',
      'replication, slots, locks, long and prepared transactions, the archiving of WAL, and sequences near their end, where limits are given',
      'results of queries of your own, read-only and with a time limit; TCP and Unix sockets',
    ],
    cannotSee: [
      'whether a write succeeds: nothing is written, `writable` goes by role and settings',
      'a pooler itself: behind PgBouncer the numbers are those of the server; in statement pooling queries of your own cannot be run',
      'who the server is, where the mode of TLS asks for no certificate (`prefer` and `require` without a root); whether the login is bound to the TLS connection',
      'other servers of a cluster than the one that answered: of several `hosts` the first that suits `targetSessionAttrs` is asked, as applications do; bind one check to each',
      'backups, and whether they can be restored',
    ],
  },
  pgbouncer: {
    checks: ['pgbouncer-pools'],
    verifies: [
      'login to the console of PgBouncer, TLS by its mode; of each pool how long clients wait, how many, and how many servers work; databases that are paused or disabled; how many clients there are',
    ],
    cannotSee: [
      'whether the servers behind it answer: a pool whose server is gone shows by clients that wait; ask the database through the pooler as well (`postgres-connection`)',
      'other poolers at the same address: each has a console of its own; what happened between two runs',
    ],
  },
  redis: {
    checks: ['redis-connection'],
    verifies: [
      'login, PING and INFO: role, memory, evictions, clients, replication, persistence, and any field of INFO',
      'with `sentinel` the quorum, the replicas that are fit for a fail-over and the master, with `cluster` the slots and every node; TCP and Unix sockets',
    ],
    cannotSee: [
      'single keys and whether a write succeeds: nothing is read or written',
      'the cluster, where one of its nodes is asked alone: give `cluster`',
      'anything but PING, where the user has no right to INFO: a note says so, and what was asked of it is `error`',
    ],
  },
  amqp: {
    checks: ['rabbitmq-connection'],
    verifies: [
      'login by AMQP 0-9-1, TLS, and that each virtual host opens and gives a channel',
      'with `roundTrip` that a message is taken, confirmed and delivered: an alarm that blocks publishers is seen by that alone',
    ],
    cannotSee: [
      'alarms, without `roundTrip`; queues, exchanges and other nodes: the checks of the management API look at these',
      'AMQP 1.0, MQTT, STOMP and streams of RabbitMQ',
    ],
  },
  mongodb: {
    checks: ['mongodb-connection'],
    verifies: [
      'login by SCRAM, PLAIN or a certificate, and that the primary that the members name answers and takes writes, as an application would find it',
      'members of the replica set with their states, the lag of secondaries, the window of the oplog, connections; a `mongos`, or one server (`directConnection`)',
      'values of serverStatus, and counts of documents',
    ],
    cannotSee: [
      'whether a write succeeds: nothing is written, the primary goes by what it says of itself',
      'the shards behind a `mongos`: bind one check to each replica set',
      'members and numbers, where the user has no right to see them (`clusterMonitor`): a note says so, and what was asked of it is `error`',
      'logins by AWS, OIDC or Kerberos, which are not spoken',
    ],
  },
  mysql: {
    checks: ['mysql-connection'],
    verifies: [
      'login by each plugin of MySQL and MariaDB, TLS by its mode, an answer to a query, version, whether it takes writes, connections',
      'replication from every source: both threads, their errors, the lag; the state of a node of Galera or of Group Replication',
      'status variables, global variables and results of queries of your own, read-only and with a time limit; TCP and Unix sockets',
    ],
    cannotSee: [
      'whether a write succeeds: nothing is written, the role goes by `read_only` and replication',
      'replicas, from their source: bind one check to each',
      'who the server is, where the mode of TLS asks for no certificate (`preferred`, `required`)',
      'replication, where the user has no right to see it (`REPLICATION CLIENT`, in MariaDB `REPLICA MONITOR`): a note says so, and what was asked of it is `error`',
    ],
  },
  kafka: {
    checks: ['kafka-cluster', 'kafka-topics', 'kafka-consumers'],
    verifies: [
      'login (PLAIN, SCRAM), TLS, and what the cluster says of its brokers, partitions, topics, settings and consumer groups',
      'that each broker can be reached at the address that it advertises, which is the one that clients use',
    ],
    cannotSee: [
      'whether a message can be produced or consumed: nothing is written, and no topic comes into being by being asked for',
      'which node is the controller of KRaft, and how its quorum is; OAUTHBEARER, Kerberos and IAM are not spoken',
      'Kafka before 3.0',
    ],
  },
  nats: {
    checks: ['nats-connection', 'nats-jetstream'],
    verifies: [
      'login by password, token, NKey or credentials, TLS, an answer to PING; lame duck mode; whether JetStream answers',
      'streams and consumers of JetStream as its API describes them: leader, replicas, limits, what waits',
    ],
    cannotSee: [
      'whether a message reaches its subscribers: nothing is published but requests to the API of JetStream',
      'other servers of the cluster than the one that was asked; WebSocket, leaf nodes, gateways and MQTT',
    ],
  },
  prometheus: {
    checks: ['promql-threshold', 'error-budget'],
    verifies: [
      'what the `http` probe verifies, and one answer of the query API of Prometheus, Thanos, Mimir or VictoriaMetrics: its shape, each number of it, warnings and partial answers',
      'the state of what was measured, not of the server of the numbers: one that cannot be asked is `error`',
    ],
    cannotSee: [
      'whether what was scraped is true, and what was never scraped: a series that is not there is in no answer',
      'how old a value of an instant query is: Prometheus takes the last one of five minutes (`timestamp()` of a metric tells)',
    ],
  },
  websocket: {
    checks: ['websocket'],
    verifies: [
      'name, connection, TLS, the handshake and its subprotocol; a pong with `ping`; the first message, where something is expected of it',
    ],
    cannotSee: [
      'whether the connection stays open, and what is said later; how many clients have room',
      'compression of messages, which is not offered; redirects of the handshake, which are named and not followed',
    ],
  },
  grpc: {
    checks: ['grpc-health'],
    verifies: [
      'name, connection, TLS, HTTP/2, and what the server says of each service by grpc.health.v1, in one call (`check`) or by the first message of a stream (`watch`)',
    ],
    cannotSee: [
      'whether the other calls of the services work: the server speaks for itself; what it would say later',
      'proxies, name resolution and load balancing of gRPC clients: one address is asked',
    ],
  },
  exec: {
    checks: ['exec-command'],
    verifies: ['exit code, output and duration of a program, and that nothing of it is left running'],
    cannotSee: ['whether the program tells the truth: an exit code of 0 is believed'],
  },
};

/** Pages that are written by hand, one for each kind of service or check. */
const SERVICE_PAGES = [
  ['Asynchronous jobs', 'async-job'],
  ['Certificates', 'tls-certificate'],
  ['Clocks', 'clock-offset'],
  ['DNS', 'dns-resolution'],
  ['Elasticsearch and OpenSearch', 'elasticsearch-cluster'],
  ['gRPC', 'grpc-health'],
  ['HTTP, with credentials, proxies and versions', 'http-endpoint'],
  ['HTTP in steps', 'http-steps'],
  ['Images in registries', 'registry-image'],
  ['Kafka', 'kafka'],
  ['Model registries (MLflow)', 'model-registry'],
  ['MongoDB', 'mongodb-connection'],
  ['MySQL and MariaDB', 'mysql-connection'],
  ['NATS', 'nats'],
  ['Object stores', 'object-storage'],
  ['PgBouncer', 'pgbouncer'],
  ['PostgreSQL', 'postgres'],
  ['RabbitMQ', 'rabbitmq'],
  ['Redis', 'redis'],
  ['Scoring by models', 'scoring'],
  ['TCP', 'tcp-connection'],
  ['WebSocket', 'websocket'],
] as const;

/** The page that says for each probe what its green verifies and what it cannot see. */
export const probesPage = (): string =>
  [
    GENERATED_NOTE,
    `# Probes

What a green result of a service says, and what it does not.

${paragraph('A probe asks once, from where kavmon runs, in the protocol of the service. It shows that the service answered this one client at this moment; it does not show what other clients, other addresses or other moments would see. What it asks is told by the parameters of the check.')}
`,
    markdownTable(
      ['probe', 'checks', 'verifies', 'cannot see'],
      (Object.keys(probeLoaders) as ProbeName[]).map((name) => [
        `\`${name}\``,
        SCOPES[name].checks.map((check) => `[${check}](checks.md#${check})`).join(', '),
        SCOPES[name].verifies.join('; '),
        SCOPES[name].cannotSee.join('; '),
      ]),
    ),
    `## Pages

What is asked, what the user must be allowed, traps, and a whole configuration:

${SERVICE_PAGES.map(([title, name]) => `- [${title}](probes/${name}.md)`).join('\n')}
`,
    `## Of all probes

${paragraph('A name is resolved anew each time. Of several addresses the first one that accepts is asked, as clients do. Where TLS is spoken, chain, name and dates are verified, and revocation is not (tls-certificate judges a staple); what takes any certificate says so in a note. A secret is masked in all output. A deadline ends every wait, and the message says in which phase.')}

${paragraph('A result that nothing was compared for is an error, never green; so is a value that is missing, an answer that was cut, and a configuration that cannot be used. The remedy follows the reason, and where the probe knows more, what it knows.')}

## Left out

${paragraph('Ping (ICMP) needs a right that pods do not have, and a host that answers it may serve nothing: `tcp-connection` asks what clients ask. Signatures of DNSSEC are not verified: no result says anything of them. SOCKS proxies are not spoken to. A configuration that asks for one of these is refused.')}
`,
  ].join('\n');
