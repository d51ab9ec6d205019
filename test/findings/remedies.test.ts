import { describe, expect, it } from 'vitest';
import { remedyOf } from '../../src/findings/remedies.ts';
import { type Advice, adviceTexts } from '../../src/model/advice.ts';
import { type Reason, reasons } from '../../src/model/reasons.ts';
import { statuses } from '../../src/model/status.ts';
import { registrationOf } from '../run/sample-plans.ts';

const OWN_REMEDY = 'Raise the limit.';
const clusterSubject = registrationOf('crash-loops', { remedy: OWN_REMEDY, views: ['pods'] });
const serviceSubject = registrationOf('http-endpoint', { remedy: OWN_REMEDY, probes: ['http'] });

describe('remedyOf', () => {
  it("tells a fault's own remedy where the fault was found, or a deadline ended the search", () => {
    for (const status of ['ok', 'degraded', 'failed', 'timeout'] as const)
      expect(remedyOf(clusterSubject, { status, reason: 'permission' })).toBe(OWN_REMEDY);
  });

  it.each([
    ['permission', 'kavmon rbac'],
    ['config', '--namespace'],
    ['dependency', 'readyz'],
    ['connect_refused', 'kubectl cluster-info'],
    ['dns', 'kubectl cluster-info'],
    ['tls_untrusted', 'certificate authority'],
    ['tls_expired', 'Renew the certificate'],
    ['deadline_run', '--run-timeout'],
    ['protocol', 'recorded anew'],
    ['empty_result', 'label selector'],
    ['internal', 'report it'],
    ['worker_lost', 'memory'],
  ] as const)('of the cluster and %s it says what to do about what stood in the way', (reason, words) => {
    expect(remedyOf(clusterSubject, { status: 'error', reason })).toContain(words);
  });

  it.each([
    ['permission', 'Grant its user the right'],
    ['config', 'settings of http-endpoint'],
    ['dependency', 'install it'],
    ['missing_value', 'renamed'],
    ['empty_result', 'query, file or selector'],
  ] as const)('of a service and %s it speaks of the service', (reason, words) => {
    expect(remedyOf(serviceSubject, { status: 'error', reason })).toContain(words);
  });

  it('of what could not be told it never tells the remedy of the fault, whatever the reason', () => {
    for (const reason of Object.keys(reasons) as Reason[])
      for (const subject of [clusterSubject, serviceSubject])
        expect(remedyOf(subject, { status: 'error', reason }), reason).not.toBe(OWN_REMEDY);
  });

  it.each([
    ['dns', 'SERVICE.NAMESPACE'],
    ['connect_refused', 'endpoints that are ready'],
    ['connect_timeout', 'network policy'],
    ['unreachable', 'network policy'],
    ['tls_handshake', 'speaks TLS'],
    ['tls_untrusted', 'authority'],
    ['tls_name', 'stands in the certificate'],
    ['tls_expired', 'Renew'],
    ['auth', 'rotated'],
  ] as const)('of a service that was not reached (%s) it speaks of the way to it', (reason, words) => {
    const status = reason === 'connect_timeout' ? 'timeout' : 'failed';
    expect(remedyOf(serviceSubject, { status, reason })).toContain(words);
    expect(remedyOf(serviceSubject, { status: 'degraded', reason })).toBe(OWN_REMEDY);
    expect(remedyOf(clusterSubject, { status, reason })).toBe(OWN_REMEDY);
    expect(remedyOf(registrationOf('own', { remedy: OWN_REMEDY, module: '/own.ts' }), { status, reason })).toBe(
      OWN_REMEDY,
    );
  });

  it('does not blame swallowed packets for a connection that was open and then ended', () => {
    const endedIn = (name: 'connect' | 'request' | 'transfer' | 'query' | 'tls') =>
      remedyOf(serviceSubject, {
        status: 'failed',
        reason: 'unreachable',
        phases: [
          { name: 'resolve', ms: 1, done: true },
          { name, ms: 1, done: false },
        ],
      });
    expect(endedIn('connect')).toContain('network policy');
    for (const name of ['request', 'transfer', 'query', 'tls'] as const) {
      expect(endedIn(name)).toContain('log of the server');
      expect(endedIn(name)).not.toContain('packets');
    }
  });

  it('follows the comparison that makes the message where it knows more than its reason, and takes no other word', () => {
    const refused = (...findings: NonNullable<Parameters<typeof remedyOf>[1]['findings']>) =>
      remedyOf(serviceSubject, { status: 'failed', reason: 'auth', findings });
    expect(refused({ evidence: { advice: 'other_scheme' } })).toBe(adviceTexts.other_scheme);
    for (const advice of ['nosuch', 'constructor', 1, null])
      expect(refused({ evidence: { advice } })).toContain('rotated');
    const warning = { level: 'warning', evidence: { advice: 'other_scheme' } } as const;
    expect(refused(warning, { level: 'fault', evidence: {} })).toContain('rotated');
  });

  it('leaves the way to those who ask for it', () => {
    const ofNames = registrationOf('dns-resolution', { remedy: OWN_REMEDY, probes: ['dns'] });
    const ofCertificates = registrationOf('tls-certificate', { remedy: OWN_REMEDY, probes: ['tls'] });
    expect(remedyOf(ofNames, { status: 'failed', reason: 'dns' })).toBe(OWN_REMEDY);
    expect(remedyOf(ofCertificates, { status: 'failed', reason: 'tls_expired' })).toBe(OWN_REMEDY);
    expect(remedyOf(ofCertificates, { status: 'failed', reason: 'dns' })).toContain('SERVICE.NAMESPACE');
  });

  it.each(['status', 'assertion', 'threshold'] as const)(
    "of a service that answered (%s) it tells the check's own",
    (reason) => {
      expect(remedyOf(serviceSubject, { status: 'failed', reason })).toBe(OWN_REMEDY);
    },
  );

  it('of an answer that took long it speaks of where the time went, also where that only warns', () => {
    for (const status of ['failed', 'degraded'] as const)
      expect(remedyOf(serviceSubject, { status, reason: 'latency' })).toContain('phases');
  });

  it('takes the remedy that the check has for the reason', () => {
    const subject = { ...serviceSubject, remedies: { assertion: 'Find its process.' } };
    expect(remedyOf(subject, { status: 'failed', reason: 'assertion' })).toBe('Find its process.');
    expect(remedyOf(subject, { status: 'failed', reason: 'status' })).toBe(OWN_REMEDY);
  });

  it('follows the probe that knows more than the reason says', () => {
    const advised = (advice: Advice) => remedyOf(serviceSubject, { status: 'failed', reason: 'auth', advice });
    for (const advice of Object.keys(adviceTexts) as Advice[]) expect(advised(advice)).toBe(adviceTexts[advice]);
  });

  it('tells a silent server from packets that are swallowed, and what a database says of its peers from both', () => {
    const phases = [{ name: 'request', ms: 1, done: false }] as const;
    expect(remedyOf(serviceSubject, { status: 'timeout', reason: 'deadline_attempt', phases })).toContain('load');
    const database = registrationOf('redis-connection', { remedy: OWN_REMEDY, probes: ['redis'] });
    const findings = [{ evidence: {} }];
    expect(remedyOf(database, { status: 'failed', reason: 'unreachable', phases, findings })).toBe(OWN_REMEDY);
    expect(remedyOf(database, { status: 'failed', reason: 'unreachable', phases })).toContain('log of the server');
  });

  it("sends whoever wrote a check to its module, not to kavmon's own authors", () => {
    const own = registrationOf('queue-depth', { module: '/checks/queue-depth.ts' });
    expect(remedyOf(own, { status: 'error', reason: 'internal' })).toContain('module of the check');
  });

  it.each(statuses)('of %s it is a sentence that ends, whatever the reason', (status) => {
    const all = [...Object.keys(reasons), null] as (Reason | null)[];
    const told = all.flatMap((reason) =>
      [clusterSubject, serviceSubject].map((subject) => remedyOf(subject, { status, reason })),
    );
    for (const remedy of told) expect(remedy).toMatch(status === 'skipped' ? /^$|\.$/ : /\.$/);
  });
});
