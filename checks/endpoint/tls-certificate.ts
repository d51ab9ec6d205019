import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { type Comparison, conclude } from '../../src/expectations/comparison.ts';
import { compareDaysLeft, daysLeft, daysLeftParams } from '../../src/expectations/days-left.ts';
import { waitFor } from '../../src/expectations/waiting.ts';
import { secret } from '../../src/params/secret.ts';
import type { Probes } from '../../src/probes/index.ts';

type TlsAnswer = Awaited<ReturnType<Probes['tls']>>;

const params = z
  .strictObject({
    host: z.string().min(1).optional().describe('Server to ask'),
    port: z.number().int().min(1).max(65_535).default(443).describe('Its port'),
    serverName: z
      .string()
      .min(1)
      .optional()
      .describe('Name to ask for and to find in the certificate, in place of the host'),
    starttls: z.enum(['postgres', 'smtp']).optional().describe('Protocol in which to ask for TLS first'),
    ipFamily: z.literal([4, 6]).optional().describe('Only addresses of this IP version'),
    file: z.string().min(1).optional().describe('PEM file with the certificates, in place of a server'),
    ca: z.string().min(1).optional().describe("PEM file (or text) of the trusted roots, in place of the system's"),
    cert: z.string().min(1).optional().describe('PEM file (or text) of a client certificate'),
    key: secret().optional().describe('Private key of the client certificate, PEM'),
    minVersion: z.enum(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']).optional().describe('Oldest TLS version to accept'),
    ...daysLeftParams({ warnDays: 21, failDays: 7 }),
    trusted: z
      .boolean()
      .optional()
      .describe('Must lead to a trusted root; default: yes for a server, and for a file with `ca`'),
    named: z.boolean().default(true).describe('Must be for the name of the server'),
  })
  .refine(({ host, file }) => (host === undefined) !== (file === undefined), 'give either host or file');

type Params = z.output<typeof params>;

const compareChain = (answer: TlsAnswer, now: number, limits: Params): readonly Comparison[] =>
  answer.chain.flatMap(({ subject, notBefore, notAfter }) => [
    ...compareDaysLeft({ name: `certificate ${subject}`, at: notAfter, past: 'tls_expired' }, now, limits),
    {
      name: `certificate ${subject}`,
      operator: 'notBefore',
      expected: new Date(now).toISOString(),
      actual: new Date(notBefore).toISOString(),
      status: notBefore <= now ? ('pass' as const) : ('fail' as const),
      reason: 'tls_expired' as const,
      text: `certificate ${subject} is not valid before ${new Date(notBefore).toISOString()}`,
    },
  ]);

const compareProblem = (name: string, problem: string | null, reason: 'tls_untrusted' | 'tls_name'): Comparison => ({
  name,
  operator: 'is',
  expected: true,
  actual: problem ?? true,
  status: problem === null ? 'pass' : 'fail',
  reason,
  text: `not ${name}: ${problem}`,
});

const evidenceOf = ({ chain, protocol, cipher }: TlsAnswer, now: number) => ({
  protocol,
  cipher,
  chain: chain.map(({ subject, issuer, serial, notBefore, notAfter, names }) => ({
    subject,
    issuer,
    serial,
    names,
    notBefore: new Date(notBefore).toISOString(),
    notAfter: new Date(notAfter).toISOString(),
    daysLeft: daysLeft(notAfter, now),
  })),
});

const commandOf = ({ host, port, serverName, starttls, file }: Params): string =>
  file !== undefined
    ? `openssl x509 -in ${file} -noout -subject -issuer -dates`
    : `openssl s_client -connect ${host}:${port} -servername ${serverName ?? host} -showcerts${starttls === undefined ? '' : ` -starttls ${starttls}`} </dev/null`;

export default defineCheck({
  group: 'endpoint',
  name: 'tls-certificate',
  title: 'Certificates are valid, trusted and far from their end',
  why: 'An expired certificate stops all clients at the same second; it is the outage that announces itself weeks before.',
  remedy:
    'Renew the certificate that is named, look at what should have renewed it (cert-manager, ACME), and at what serves the old one.',
  severity: 'sev2',
  needs: ['tls'],
  params,
  async run({ tls, params, now, measure, looked, ...context }) {
    const { ipFamily, ...options } = params;
    const target = params.file ?? `${params.host}:${params.port}`;
    const answer = await waitFor(context, target, tls({ ...options, family: ipFamily }));
    looked('certificates', answer.chain.length);
    measure('days_left', Math.min(...answer.chain.map(({ notAfter }) => daysLeft(notAfter, now))), 'd');
    const trusted = params.trusted ?? (params.file === undefined || params.ca !== undefined);
    const comparisons = [
      ...compareChain(answer, now, params),
      ...(trusted ? [compareProblem('trusted', answer.trustProblem, 'tls_untrusted')] : []),
      ...(params.named && answer.nameProblem !== undefined
        ? [compareProblem('for the name', answer.nameProblem, 'tls_name')]
        : []),
    ];
    const subject = { target: answer.target, evidence: evidenceOf(answer, now), next: [commandOf(params)] };
    return conclude(context, { subject, comparisons });
  },
});
