import { expect, it } from 'vitest';
import { hostsInLog } from '../../../src/findings/context/unknown-hosts.ts';

it.each([
  'dial tcp: lookup db on 10.96.0.10:53: server misbehaving',
  'could not translate host name "db" to address: Name or service not known',
  'php_network_getaddresses: getaddrinfo for db failed: Temporary failure in name resolution',
  'nginx: [emerg] host not found in upstream "db:8080" in /etc/nginx/nginx.conf',
  'Failed to open TCP connection to db:5432 (getaddrinfo: Name or service not known) (SocketError)',
  'System.Net.Http.HttpRequestException: No such host is known. (db:80)',
  "NameResolutionError: Failed to resolve 'db' ([Errno -2] Name or service not known)",
  'redis.exceptions.ConnectionError: Error -2 connecting to db:6379. Name or service not known.',
  "Can't connect to MySQL server on 'db' ([Errno -2] Name or service not known)",
  "ERROR 2005 (HY000): Unknown MySQL server host 'db' (-2)",
  "Couldn't resolve server db:9092 from bootstrap.servers as DNS resolution failed for db",
  'tcp connect (db:5432): non-existing domain - :nxdomain',
  "wget: unable to resolve host address 'db'",
  'ping: db: Name or service not known',
  'failed to resolve host db',
])('reads the host that does not resolve: %s', (line) => expect(hostsInLog([line])).toEqual(['db']));

it.each([
  'failed to resolve config placeholder',
  'cannot resolve symbol foo',
  'Failed to resolve module specifier "vue"',
  'php_network_getaddresses: getaddrinfo failed: Name or service not known',
  'dial tcp: lookup db on 10.96.0.10:53: read udp 10.1.0.2:4711->10.96.0.10:53: i/o timeout',
])('takes no other name for a host that does not resolve: %s', (line) => expect(hostsInLog([line])).toEqual([]));
