/** What to do where the reason alone does not tell: a probe that knows more names one of these with its error. */
export const adviceTexts = {
  other_protocol:
    'Compare host and port with the service that is meant: something else listens there, or it is to be asked with TLS, or without.',
  closed:
    'Look at the log of the server, at what stands between (a proxy, a load balancer, a limit), and whether the port is the right one and is asked as it wants, with TLS or without.',
  no_credentials: 'Give the user and the secret that the server asks for.',
  other_scheme:
    'Give credentials of a scheme that the message names (auth, or the user in the URL of a proxy); where kavmon speaks none of them, have the other side take Basic.',
  token_endpoint:
    'See whether the token endpoint that the message names is reached from here and works: the service itself was not asked.',
  token_client:
    'Compare client, secret and scope with what the token endpoint knows, and how it wants the secret (clientAuth: basic or post).',
  with_tls: 'Ask as the message says, with TLS: the port takes nothing else.',
  client_certificate:
    'Give the client certificate and its key (tls: cert, key), signed by an authority that the server knows and not at its end.',
  unwanted_credentials: 'Leave user and password out, or have the server ask for them: it knows none.',
  broken_pem: 'Write the PEM text anew that the message names: a certificate in it is cut or damaged.',
  access_rule:
    'Have the server let this user in: its role must be one that may log in, the database one that takes connections, and the rules (pg_hba.conf) go by user, database, address and whether TLS is spoken.',
  protected_mode:
    'Have the server ask for credentials, or listen where it is asked from (requirepass or an ACL user, bind, protected-mode).',
  starting: 'See in its log whether it starts, recovers or stops, and how far it is; if it starts, wait.',
  stopping: 'Look at what stops it: a rollout, a drain, a fail-over, or a crash that its log tells of.',
  no_database: 'Correct the name of the database, or create it.',
  blocked_host:
    'Find what opens connections to its port and breaks them off (a TCP check, a load balancer), then run FLUSH HOSTS, or TRUNCATE performance_schema.host_cache.',
  no_slot:
    'See who holds the connections (pg_stat_activity, SHOW POOLS of a pooler, CLIENT LIST of Redis, SHOW PROCESSLIST of MySQL), and whether the pools of all clients together are larger than the limit of the server.',
  out_of_resource:
    'See in the log of the server what it lacks: memory, disk, processes (the limit of its pod, container or user) or open files; then give it more, or end what takes them.',
  replication_stopped:
    'Mend what the error says (the source, its credentials, a row that is missing or there twice), then START REPLICA (START SLAVE); what cannot be mended is cloned anew from the source.',
  archive_command:
    "See in the server's log what archive_command (or archive_library) says: credentials, room and reach of the archive. Until it works WAL piles up on the disk, and no backup is whole.",
  large_answer: 'Ask for less: the answer is longer than what is read.',
  socket_path:
    'Compare the path of the socket with that of the server, and see whether the server runs and shares its folder.',
  pooler:
    'Look at the log of the pooler and at its server: SHOW POOLS, SHOW SERVERS and SHOW DATABASES on its console tell which.',
  proxy: 'Look at the log of the proxy: whether it allows this host and port, and reaches it.',
  no_vhost: 'Correct the name of the virtual host, or create it (rabbitmqctl add_vhost).',
  vhost_rights:
    'Give the user rights in the virtual host that the message names (rabbitmqctl set_permissions -p VHOST).',
  rabbit_tag:
    'Give the user the tag that the message names (rabbitmqctl set_user_tags USER monitoring), or leave out what needs it.',
  vhost_down:
    'Look for the virtual host in the log of the server: its message store could not start. rabbitmqctl restart_vhost tries again.',
  connection_limit:
    'See who holds the connections (rabbitmqctl list_connections), and raise the limit of the user, the virtual host or the server if they are needed.',
  login_mechanism:
    'Give a user and a password where the server offers PLAIN; to log in by client certificate, switch EXTERNAL on (rabbitmq_auth_mechanism_ssl).',
  sasl_mechanism: 'Log in by a mechanism that the message names (sasl.mechanism), or switch it on at the listener.',
  kafka_acl:
    'Give the user the right (kafka-acls): Describe on the cluster, the topics and the groups, DescribeConfigs on topics for their settings.',
  advertised_listeners:
    'Compare advertised.listeners of the broker with what resolves and is open from here: clients get that address from the first broker and use it from then on.',
  nats_permissions:
    'Give the user the right to publish to the subject that the message names ($JS.API.> for JetStream), and to subscribe to _INBOX.>.',
  jetstream_off:
    'Switch JetStream on in the server (jetstream {} in its configuration) and for the account, or ask another server or domain.',
  s3_region: 'Set region (and endpoint) to those that the message names: a request for another region is not answered.',
  no_bucket: 'Correct the name of the bucket, its endpoint or pathStyle, or create it.',
  signing_clock:
    'Set the clock of the machine that kavmon runs on by NTP, or that of the service: signatures hold for minutes only.',
  throttled:
    'See who asks so often that the service refuses more, and ask less often or raise its limit: nothing is known of what was asked for.',
  stray_login:
    'Ask the registry by TLS that is verified (https, tls: ca), or have it name a token service of its own host and scheme.',
  changed_content:
    'Look at what stands between (a cache, a gateway, a proxy) and at the disks of the store: what was written came back changed.',
  long_list:
    'Give a longer prefix, as that of a day or of one job, or raise maxPages and the timeout of the check with it.',
  broker_alarm:
    'See which node raised the alarm (rabbitmq-diagnostics alarms): free memory or disk there, consume what waits in its queues, then raise the limit if it is too low.',
} as const;

export type Advice = keyof typeof adviceTexts;
