import type { FaultName } from './broken-servers.ts';

/** Outcomes with the names of their checks; of several, `|` stands between them. */
type OtherOutcomes = Readonly<Record<string, readonly string[]>>;

/** What checks say of a fault: the outcome of most, those of others with the names of the checks, and what every message says. */
export interface ExpectedOutcomes {
  readonly usual: string;
  readonly but?: OtherOutcomes;
  readonly says: RegExp;
}

const HANGS = 'timeout/deadline_attempt';
const NO_ANSWER = /no answer/;

/** A metric that cannot be read says nothing of what it measures: such checks are `error` where others have failed. */
const BY_METRICS = ['promql-threshold', 'error-budget'];
/** Servers that speak first: a client waits for them, whatever else it would send. */
const GREETED = ['mysql-connection', 'nats-connection', 'nats-jetstream'];

/** Asked for TLS in the clear, they answer by one byte, which is judged at once. */
const POSTGRES = ['postgres-connection', 'pgbouncer-pools'];

const unverified = (reason: string): OtherOutcomes => ({ [`error/${reason}`]: BY_METRICS });

const badCertificate = (reason: string, says: RegExp): ExpectedOutcomes => ({
  usual: `failed/${reason}`,
  but: unverified(reason),
  says,
});

const otherProtocol = (says: RegExp): ExpectedOutcomes => ({
  usual: 'failed/protocol',
  but: { ...unverified('protocol'), [HANGS]: ['tcp-connection'], 'failed/tls_handshake': ['tls-certificate'] },
  says,
});

const closed = (but: OtherOutcomes, says = /clos/): ExpectedOutcomes => ({
  usual: 'failed/unreachable',
  but: { ...unverified('unreachable'), 'failed/tls_handshake': ['tls-certificate'], ...but },
  says,
});

export const EXPECTED_OUTCOMES: Readonly<Record<FaultName, ExpectedOutcomes>> = {
  refused: {
    usual: 'failed/connect_refused',
    but: { ...unverified('connect_refused'), 'failed/dns': ['dns-resolution'] },
    says: /connection refused|no DNS server could be reached/,
  },
  'missing-name': { usual: 'failed/dns', but: unverified('dns'), says: /nowhere\.invalid cannot be resolved/ },
  silent: {
    usual: HANGS,
    but: { 'timeout/tls_handshake': ['tls-certificate'] },
    says: /127\.0\.0\.1:\d+.*no answer|no answer.*127\.0\.0\.1:\d+/,
  },
  closing: closed({}),
  // A reset may come before the handshake begins, or in it.
  resetting: closed({ 'failed/tls_handshake': [], 'failed/tls_handshake|failed/unreachable': ['tls-certificate'] }),
  'closing-at-request': closed({ [HANGS]: GREETED }, /clos|no answer/),
  'half-and-hanging': {
    usual: HANGS,
    but: {
      'failed/status': ['websocket'],
      'timeout/tls_handshake': ['tls-certificate'],
    },
    says: /no answer|answered with 200/,
  },
  'half-and-closing': closed(
    { 'failed/status': ['websocket'], 'failed/protocol': ['tcp-connection'] },
    /broke off after 10 of 100 bytes|closed|answered with 200/,
  ),
  'byte-a-second': {
    usual: HANGS,
    but: { 'timeout/tls_handshake': ['tls-certificate'] },
    says: NO_ANSWER,
  },
  garbage: {
    usual: 'failed/protocol',
    but: {
      ...unverified('protocol'),
      [HANGS]: [...GREETED, 'clock-offset', 'tcp-connection'],
      'failed/dns': ['dns-resolution'],
      'failed/tls_handshake': ['tls-certificate'],
    },
    says: /is not (HTTP|DNS)|not the answer of|in the clear|no answer/,
  },
  'web-server': {
    usual: 'failed/protocol',
    but: {
      'error/status': BY_METRICS,
      'failed/status': [
        ...['http-endpoint', 'service-info', 'http-steps', 'async-job', 'scoring', 'elasticsearch-cluster'],
        ...['model-version', 'websocket', 'registry-image', 'object-storage', 'model-registry'],
      ],
      'failed/tls_handshake': ['tls-certificate'],
      [HANGS]: GREETED,
    },
    says: /400|HTTP answers on this port|in the clear|no answer/,
  },
  'ssh-server': otherProtocol(/SSH answers on this port|in the clear|no answer/),
  'mail-server': otherProtocol(/a mail or FTP server answers on this port|in the clear|no answer/),
  'wants-tls': closed(
    { 'failed/tls_untrusted': ['tls-certificate'], 'failed/tls_handshake': [], [HANGS]: GREETED },
    /TLS|closed without a byte|does not send the certificate of its issuer|no answer/,
  ),
  'endless-bytes': {
    usual: 'failed/protocol',
    but: { ...unverified('protocol'), 'failed/tls_handshake': ['tls-certificate'] },
    says: /is not HTTP|not the answer of|not found in the first 65536 bytes|in the clear/,
  },
  'endless-answer': {
    usual: 'failed/protocol',
    but: {
      ...unverified('protocol'),
      'error/missing_value': ['http-endpoint', 'http-steps', 'async-job', 'scoring', 'model-registry'],
      // As much as the list of all queues may be is read, which may take longer than the time of the check.
      [`error/missing_value|${HANGS}`]: ['rabbitmq-health', 'rabbitmq-queues', 'rabbitmq-topology'],
      'failed/status': ['websocket'],
      'failed/tls_handshake': ['tls-certificate'],
    },
    says: /longer than \d+ bytes|more than \d+ bytes|not (the|an) answer of|no (frame|answer)|in the first 65536 bytes|too long|with 200|HTTP\/2 failed|the header Location is not/,
  },
  'refused-login': {
    usual: 'failed/auth',
    but: {
      'error/auth': BY_METRICS,
      'failed/dns': ['dns-resolution'],
      'failed/permission': ['clock-offset'],
    },
    says: /refused|refuses|REFUSED|401/,
  },
  'web-server-asked-tls': {
    usual: 'failed/tls_handshake',
    but: { ...unverified('tls_handshake'), 'failed/protocol': POSTGRES, [HANGS]: ['mysql-connection'] },
    says: /does not speak TLS|HTTP answers on this port|no answer/,
  },
  'ssh-server-asked-tls': {
    usual: 'failed/tls_handshake',
    but: { ...unverified('tls_handshake'), 'failed/protocol': [...POSTGRES, 'mysql-connection'] },
    says: /does not speak TLS|SSH answers on this port/,
  },
  'silent-asked-tls': { usual: 'timeout/tls_handshake', but: { [HANGS]: ['mysql-connection'] }, says: NO_ANSWER },
  // A certificate is all that is asked for there.
  'silent-behind-tls': { usual: HANGS, but: { 'ok/-': ['tls-certificate'] }, says: /no answer|far from their end/ },
  'tls-untrusted': badCertificate('tls_untrusted', /no trusted root|not trusted/),
  'tls-expired': badCertificate('tls_expired', /has expired|ended on/),
  'tls-wrong-name': badCertificate('tls_name', /other\.example/),
};

/** The outcomes that a check may have of a fault. */
export const outcomesOf = (fault: FaultName, check: string): readonly string[] => {
  const { usual, but = {} } = EXPECTED_OUTCOMES[fault];
  const own = Object.entries(but).find(([, checks]) => checks.includes(check))?.[0];
  return (own ?? usual).split('|');
};
