import { describe, expect, it } from 'vitest';
import { findLikelyCause } from '../../src/findings/log-signatures.ts';

describe('the likely cause of a crash by its log', () => {
  it.each([
    ["ModuleNotFoundError: No module named 'torch'", /file or module/],
    ['dial tcp: lookup db.internal: no such host', /does not resolve/],
    ['bind: address already in use', /port/],
    ['exec /app: exec format error', /architecture/],
    ['java.lang.OutOfMemoryError: Java heap space', /memory/],
    ['mkdir /data: permission denied', /permission/],
    ['missing DATABASE_URL', /setting/],
    ['HTTP 403 from the artifact store', /permission/],
    ['cannot load the serving certificate: open /tls/server.crt: no such file or directory', /file or module/],
    ['Error: ENOENT: could not open certificate chain', /file or module/],
    ['cannot read certificate key /tls/server.key: permission denied', /permission/],
    ['could not resize shared memory segment "/PostgreSQL.1" to 8 bytes: No space left on device', /\/dev\/shm/],
    ['RuntimeError: DataLoader worker is killed: insufficient shared memory (shm)', /\/dev\/shm/],
    ['write /data/x: no space left on device', /file system is full/],
    ['level=fatal msg="bucket not found: reports"', /bucket/],
    ['NoSuchBucket: The specified bucket does not exist', /bucket/],
    ['ERROR: relation "orders" does not exist', /database or broker/],
    ['panic: user 4711 not found', /asks for does not exist/],
    ['sh: 1: migrate: not found: /bin/migrate', /file or module/],
    ['bash: flask: command not found', /file or module/],
    ['cannot open /etc/app.yaml: no such file', /file or module/],
    ['config file "/etc/app.yaml" not found', /file or module/],
    ['x509: certificate signed by unknown authority', /certificate/],
    ['the certificate of db:5432 has expired', /certificate/],
    ['error:0A000086: certificate verify failed', /certificate/],
    ['remote error: tls: bad certificate', /certificate/],
    ['certificate "web-x509" not found', /file or module/],
    ['lease "certificate-signer-missing" is held: dial tcp 10.0.0.1:443: connection refused', /refuses/],
    ["Could not resolve placeholder 'DB_HOST' in value", /setting/],
    ['curl: (6) Could not resolve host: mongo', /does not resolve/],
    ['nginx: [emerg] host not found in upstream "api" in /etc/nginx/conf.d/default.conf:12', /does not resolve/],
    ['torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB', /GPU/],
    ['java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory', /thread/],
    ['System.OutOfMemoryException: Exception of type System.OutOfMemoryException was thrown', /ran out of memory/],
    ['PHP Fatal error: Allowed memory size of 134217728 bytes exhausted', /ran out of memory/],
    ['Web server failed to start. Port 8080 was already in use.', /port/],
    ['FATAL: password authentication failed for user "shop"', /password or token/],
    ["(1045, \"Access denied for user 'shop'@'10.0.0.1'\")", /password or token/],
    ['ReplyError: NOAUTH Authentication required.', /password or token/],
    ['FATAL: sorry, too many clients already', /no connection left/],
    ['accept4() failed: Too many open files', /open more files/],
    ["/lib/libc.so.6: version `GLIBC_2.38' not found (required by /app/server)", /file or module/],
    ['cannot load such file -- sinatra (LoadError)', /file or module/],
    ['/bin/sh: 1: ./start.sh: not found', /file or module/],
    ['flag provided but not defined: -listen-adress', /setting/],
    ['called `Result::unwrap()`: Os { code: 111, kind: ConnectionRefused }', /refuses/],
    ['The server was not found: a network-related or instance-specific error occurred', /in time/],
  ])('%s', (line, cause) => {
    expect(findLikelyCause(['starting', line, ''])).toMatch(cause);
  });

  it.each(['{"timeoutMs":10000,"timed_out":false}', 'timeout: 30', 'timeout_seconds=5', '{"timeout": "5s"}'])(
    'takes the setting %s for no time-out',
    (line) => expect(findLikelyCause([line])).toBeUndefined(),
  );

  it.each(['request timed out', 'ReadTimeoutError: HTTPSConnectionPool', 'Timeout: no response', 'timeout after 30s'])(
    'takes %s for one',
    (line) => expect(findLikelyCause([line])).toMatch(/in time/),
  );

  it.each(['loaded the certificate', 'waiting for Deployment "forbidden-fruit"', "syncing 'x509-exporter'"])(
    'takes no name and no mere mention for a cause: %s',
    (line) => expect(findLikelyCause([line])).toBeUndefined(),
  );

  it('takes a mention of shared memory for no cause', () => {
    expect(findLikelyCause(['cache in /dev/shm/web'])).toBeUndefined();
  });

  it('takes the newest line that tells something and is silent when none does', () => {
    expect(findLikelyCause(['connection refused', 'permission denied'])).toMatch(/permission/);
    expect(findLikelyCause(['hello', 'bye'])).toBeUndefined();
  });

  it.each([
    'INFO requestTimeout is required: false',
    '2026-11-28 10:00:00.123  INFO 1 --- [main] c.a.Cache : entry missing',
    '[info] cache file not found, building it',
    'level=info msg="config missing, taking defaults"',
    'I1128 10:00:00.000000 1 main.go:12] token not found, creating it',
    '{"level":"debug","msg":"key missing"}',
    '\tat com.zaxxer.hikari.pool.HikariPool.createTimeoutException(HikariPool.java:696)',
    '    at okio.AsyncTimeout.exit(AsyncTimeout.java:1)',
    '10.0.0.1 - - [28/Nov/2026:10:00:00 +0000] "GET /api HTTP/1.1" 401 12 "-" "curl/8"',
    '  -timeout duration',
    '      --ca-file string     CA certificate; required when TLS is set',
  ])('passes over a line that reports no error: %s', (line) => {
    expect(findLikelyCause([line])).toBeUndefined();
    expect(findLikelyCause(['bind: address already in use', line])).toMatch(/port/);
  });

  it.each(['ERROR could not load INFO: connection refused', 'WARN [info-reader] connection refused'])(
    'reads an error that mentions a level: %s',
    (line) => expect(findLikelyCause([line])).toMatch(/refuses/),
  );

  it('reads a long line in one pass', () => {
    expect(findLikelyCause([`${'1.1:'.repeat(20_000)}x`])).toBeUndefined();
  });
});
