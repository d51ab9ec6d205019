import { linkCauses } from '../../src/findings/link-causes.ts';
import { findProblems } from '../../src/findings/problems/find-problems.ts';
import type { Report, ReportedFinding, Result } from '../../src/model/result.ts';
import { healthyOf, type Status, totalsOf } from '../../src/model/status.ts';

/** A secret that the sample has wherever one can occur; no document may contain it. */
export const SAMPLE_SECRET = 'canary/Z9+q"7x w&<é';

const START_TIME = '2026-03-01T08:00:00.000Z';

export const resultOf = (status: Status, over: Partial<Result> = {}): Result => ({
  group: 'endpoint',
  name: `http-${status}`,
  check: 'http-endpoint',
  service: 'payments-api',
  status,
  healthy: healthyOf(status),
  reason: null,
  severity: 'sev2',
  message: 'The endpoint answers as expected',
  startedAt: START_TIME,
  endedAt: '2026-03-01T08:00:00.250Z',
  durationMs: 250,
  timeoutMs: 10_000,
  attempts: [{ n: 1, startedAt: START_TIME, durationMs: 250, status }],
  looked: {},
  measures: {},
  assertions: [],
  phases: [],
  notes: [],
  remedy: 'Look at the logs of the service behind the URL.',
  runbook: null,
  findings: [],
  ...over,
});

export const findingOf = (over: Partial<ReportedFinding> = {}): ReportedFinding => ({
  reason: 'status',
  message: 'status 503, expected 2xx',
  level: 'fault',
  severity: 'sev2',
  evidence: {},
  objects: [],
  next: [],
  count: 1,
  fingerprint: 'f-status',
  ...over,
});

export const reportOf = (results: readonly Result[], over: Partial<Report> = {}): Report => ({
  schemaVersion: 1,
  run: {
    id: '5f0c2a9e-8b1d-4c57-9f52-1f2f6a0f7c11',
    version: '0.1.0',
    startedAt: START_TIME,
    endedAt: '2026-03-01T08:00:04.500Z',
    durationMs: 4500,
    cluster: 'prod-eu',
    namespaces: ['payments', 'ml-serving-prod'],
    serverVersion: 'v1.35.4',
    snapshot: null,
    filters: { group: [], name: [], service: [], selector: [] },
    shard: { index: 1, count: 2 },
    exitCode: 1,
  },
  totals: totalsOf(results),
  telemetry: { enabled: false, exporters: [] },
  suppressed: [],
  warnings: [],
  ...findProblems(results),
  results,
  ...over,
});

const sampleDeployment = { kind: 'Deployment', namespace: 'payments', name: 'api' } as const;
const sampleService = { kind: 'Service', namespace: 'payments', name: 'api' } as const;

const imagePull = findingOf({
  reason: 'image_pull',
  message: 'ImagePullBackOff: manifest for registry.example/api:1.4.2 not found',
  severity: 'sev1',
  object: { ...sampleDeployment, container: 'app' },
  objects: [
    { kind: 'Pod', namespace: 'payments', name: 'api-7d9c5-abcde' },
    { kind: 'Pod', namespace: 'payments', name: 'api-7d9c5-fghij' },
  ],
  evidence: {
    image: 'registry.example/api:1.4.2',
    since: '2026-03-01T07:41:12Z',
    'last events': ['Failed to pull image "registry.example/api:1.4.2"', 'Back-off pulling image'],
    log: 'line one\nline two \u001b[31mred\u001b[0m\nPASSWORD=hunter2 token="abc123456" ünïcödé 漢字 🚀',
  },
  next: [
    'kubectl -n payments describe pod api-7d9c5-abcde',
    "kubectl -n payments get deploy api -o jsonpath='{..image}'",
  ],
  count: 2,
  fingerprint: 'f-image',
});

const noEndpoints = findingOf({
  reason: 'image_pull',
  message: 'no ready endpoints: 0 of 2 pods are ready',
  object: sampleService,
  because: [sampleDeployment],
  fingerprint: 'f-endpoints',
});

const ingressFinding = findingOf({
  reason: 'status',
  message: 'its backend has no ready endpoints',
  object: { kind: 'Ingress', namespace: 'payments', name: 'shop' },
  because: [sampleService],
  fingerprint: 'f-ingress',
});

const sampleResults: readonly Result[] = [
  resultOf('ok', { measures: { latency: { value: 0.042, unit: 's' } }, looked: { pods: 113 } }),
  resultOf('degraded', {
    group: 'database',
    name: 'postgres-connection',
    check: 'postgres-connection',
    reason: 'threshold',
    message: 'connections 85 % of 100, warning at 80 %',
    measures: { connections: { value: 85, unit: '%' }, size: { value: 123_456_789, unit: 'By' } },
    assertions: [{ name: 'connections', operator: '<', expected: 80, actual: 85, status: 'warn', unit: '%' }],
    phases: [
      { name: 'resolve', ms: 1.2, done: true },
      { name: 'connect', ms: 3.4, done: true },
      { name: 'query', ms: 20, done: true },
    ],
    attempts: [
      { n: 1, startedAt: START_TIME, durationMs: 100, status: 'failed', reason: 'connect_refused', message: 'refused' },
      { n: 2, startedAt: START_TIME, durationMs: 150, status: 'degraded', reason: 'threshold' },
    ],
    findings: [
      findingOf({ reason: 'threshold', level: 'warning', message: 'connections 85 %', fingerprint: 'f-conn' }),
    ],
    notes: ['autovacuum is running'],
  }),
  resultOf('failed', {
    group: 'network',
    name: 'service-endpoints',
    check: 'service-endpoints',
    service: 'cluster',
    reason: 'image_pull',
    message: 'no ready endpoints: 0 of 2 pods are ready',
    findings: [noEndpoints],
    looked: { services: 12 },
  }),
  resultOf('failed', {
    group: 'network',
    name: 'ingress-backends',
    check: 'ingress-backends',
    service: 'cluster',
    reason: 'status',
    message: 'its backend has no ready endpoints',
    findings: [ingressFinding],
  }),
  resultOf('failed', {
    group: 'pods',
    name: 'image-pull',
    check: 'image-pull',
    service: 'cluster',
    severity: 'sev1',
    reason: 'image_pull',
    message: imagePull.message,
    remedy: 'Push the image, or correct the tag in the Deployment.',
    runbook: 'https://runbooks.example/image-pull?a=1&b=2',
    findings: [imagePull],
  }),
  resultOf('failed', {
    name: '<img src=x onerror=alert(1)>',
    reason: 'assertion',
    message: `body has "${SAMPLE_SECRET}" & <script>alert('x')</script> \u001b[2J\u0007 | \`rm -rf\` # [x](javascript:alert(1)) ]]> \u202eevil\nsecond line`,
    runbook: 'javascript:alert(1)',
    findings: [
      findingOf({
        reason: 'assertion',
        message: `body has "${SAMPLE_SECRET}"`,
        evidence: {
          url: `https://user:${encodeURIComponent(SAMPLE_SECRET)}@api.example/x?api_key=${encodeURIComponent(SAMPLE_SECRET)}`,
          authorization: `Basic ${Buffer.from(`user:${SAMPLE_SECRET}`).toString('base64')}`,
          body: JSON.stringify({ echo: SAMPLE_SECRET, nested: JSON.stringify({ again: SAMPLE_SECRET }) }),
          [SAMPLE_SECRET]: Buffer.from(SAMPLE_SECRET).toString('hex'),
          lone: 'half \ud83d of a pair',
        },
        next: [`curl 'https://api.example/?q=${SAMPLE_SECRET}'`],
        fingerprint: 'f-hostile',
      }),
    ],
    notes: [`note ${SAMPLE_SECRET}`],
    attempts: [
      { n: 1, startedAt: START_TIME, durationMs: 5, status: 'failed', reason: 'assertion', message: SAMPLE_SECRET },
    ],
    assertions: [{ name: 'body', operator: 'contains', expected: 'ok', actual: SAMPLE_SECRET, status: 'fail' }],
  }),
  resultOf('timeout', {
    reason: 'connect_timeout',
    message: 'no connection within 5 s',
    durationMs: 65_000,
    phases: [
      { name: 'resolve', ms: 2, done: true },
      { name: 'connect', ms: 4998, done: false },
    ],
  }),
  resultOf('error', {
    group: 'nodes',
    name: 'node-conditions',
    check: 'node-conditions',
    service: 'cluster',
    severity: 'sev3',
    reason: 'permission',
    message: 'cannot list nodes: forbidden for system:serviceaccount:kavmon:default',
  }),
  resultOf('skipped', { reason: 'dependency', message: 'needs cluster scope' }),
];

/** One report with everything in it: all statuses, a chain of causes, text of all kinds, hostile text, secrets. */
export const fullReport: Report = reportOf(linkCauses(sampleResults), {
  telemetry: {
    enabled: true,
    exporters: [
      {
        signal: 'metrics',
        protocol: 'http/protobuf',
        endpoint: 'http://collector:4318/v1/metrics',
        ok: false,
        durationMs: 2800,
        error: `ECONNREFUSED ${SAMPLE_SECRET}`,
        hint: 'is the collector running?',
      },
    ],
  },
  suppressed: [
    {
      check: 'image-pull',
      object: { kind: 'Pod', namespace: 'payments', name: 'legacy-1' },
      reason: 'image_pull',
      why: 'registry moves in December',
      until: '2026-12-31',
      count: 1,
    },
  ],
  warnings: ['the ignore of image-pull on pod/old-* matched nothing'],
});
