import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { concludeComparisons } from '../../src/expectations/comparison.ts';
import { daysLeft } from '../../src/expectations/days-left.ts';
import { refuseInvertedDays, refuseInvertedShares } from '../../src/expectations/limit-order.ts';
import { noteTargetOnAbort } from '../../src/expectations/note-target.ts';
import { hostName } from '../../src/params/host.ts';
import { refuseText } from '../../src/params/refuse-text.ts';
import { secret } from '../../src/params/secret.ts';
import { connectionTarget, refuseTwoPlaces, targetSources } from '../../src/params/service-target.ts';
import { starttlsProtocols } from '../../src/probes/net/starttls/starttls.ts';
import type { TlsProbeOptions } from '../../src/probes/tls.ts';
import { privateKeyProblem } from '../../src/text/secret-forms.ts';
import { compareVerdict, tlsEvidence } from './tls/compare-chain.ts';
import {
  certificateDaysParams,
  compareDates,
  judgedCertificates,
  refuseTwoLimits,
  surplusNotes,
} from './tls/compare-dates.ts';
import { compareStaple, stapleEvidence, stapleParam } from './tls/compare-staple.ts';

export default defineCheck({
  group: 'endpoint',
  name: 'tls-certificate',
  title: 'Certificates are valid, trusted and far from their end',
  why: 'An expired certificate stops all clients at the same second; it is the outage that announces itself weeks before.',
  remedy:
    'Renew the certificate that is named (if it is not valid yet, compare the clocks), look at what should have renewed it (cert-manager, ACME), and at what serves the old one.',
  remedies: {
    status:
      'Look at the log of the server, which refuses us with the error that the message has before it shows a certificate.',
    protocol:
      'Compare port and protocol (starttls) with the server that is meant, and look at its log: it broke off, or said more than is read, before it showed a certificate.',
    tls_revoked:
      'Have a new certificate issued, with a new key where the old one may be known, and have the server load it; ask who revoked this one, and why.',
    tls_staple:
      'See why the server has no fresh answer of its authority: whether stapling is on, and whether it reaches the address of OCSP that stands in the certificate (name, proxy, outgoing HTTP).',
  },
  severity: 'sev2',
  example: 'host: payments.example.com\nport: 443\nwarnDays: 21\nfailDays: 7',
  needs: ['tls'],
  ...targetSources('host'),
  params: z
    .strictObject({
      host: hostName().optional().describe('Server to ask'),
      port: z.number().int().min(1).max(65_535).optional().describe('Its port; 443 when left out'),
      target: connectionTarget().optional(),
      serverName: z
        .string()
        .min(1)
        .optional()
        .describe('Name to ask for and to find in the certificate, in place of the host'),
      starttls: z
        .enum(starttlsProtocols, { error: `TLS can be asked for in ${starttlsProtocols.join(', ')}` })
        .optional()
        .describe('Protocol in which to ask for TLS first; MySQL counts each time as an interrupted connection'),
      ipFamily: z.literal([4, 6]).optional().describe('Only addresses of this IP version'),
      file: z.string().min(1).optional().describe('PEM file with the certificates, in place of a server'),
      ca: z.string().min(1).optional().describe("PEM file (or text) of the trusted roots, in place of the system's"),
      cert: z.string().min(1).optional().describe('PEM file (or text) of a client certificate'),
      key: secret()
        .check(refuseText(privateKeyProblem))
        .optional()
        .describe('Private key of the client certificate, PEM'),
      minVersion: z
        .enum(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'])
        .optional()
        .describe('Oldest TLS version to accept'),
      ...certificateDaysParams(),
      trusted: z
        .boolean()
        .optional()
        .describe('Must lead to a trusted root; default: yes for a server, and for a file with `ca`'),
      ocspStaple: stapleParam(),
      named: z.boolean().default(true).describe('Must be for the name of the server'),
    })
    .check(refuseInvertedDays, refuseInvertedShares, refuseTwoLimits)
    .refine(
      ({ host, file, target }) => [host, file, target].filter((one) => one !== undefined).length === 1,
      'give either host or file, or target',
    )
    .check(refuseTwoPlaces)
    .refine(
      ({ file, ocspStaple }) => file === undefined || ocspStaple !== 'required',
      'a file has no answer of OCSP with it: ask the server',
    ),
  async run({ tls, params, now, measure, looked, ...context }) {
    const { ipFamily, ocspStaple, port = DEFAULT_PORT, ...rest } = params;
    const options = { ...rest, port };
    const target = params.file ?? `${params.host}:${port}`;
    const answer = await noteTargetOnAbort(
      context,
      target,
      tls({ ...options, family: ipFamily, staple: ocspStaple !== 'ignored' }),
      () =>
        params.starttls === undefined
          ? undefined
          : `no answer in ${params.starttls}; if this port speaks TLS at once, leave starttls out`,
    );
    looked('certificates', answer.chain.length);
    measure('days_left', Math.min(...judgedCertificates(answer).map(({ notAfter }) => daysLeft(notAfter, now))), 'd');
    for (const text of surplusNotes(answer, now)) context.note(text);
    if (answer.refusal !== undefined) context.note(`only the certificate was judged: ${answer.refusal}`);
    const trusted = params.trusted ?? (params.file === undefined || params.ca !== undefined);
    const comparisons = [
      ...compareDates(answer, now, params),
      ...(trusted ? [compareVerdict('trusted', answer.trustProblem, 'tls_untrusted')] : []),
      ...(params.named && answer.nameProblem !== undefined
        ? [compareVerdict('for the name', answer.nameProblem, 'tls_name')]
        : []),
      ...(params.file === undefined ? compareStaple(answer, now, ocspStaple) : []),
    ];
    const evidence = { ...tlsEvidence(answer, now), staple: stapleEvidence(answer) };
    const subject = { target: answer.target, evidence, next: [opensslCommand(options)] };
    return concludeComparisons(context, { subject, comparisons });
  },
});

const DEFAULT_PORT = 443;

const opensslCommand = ({ host, port, serverName, starttls, file }: TlsProbeOptions): string =>
  file !== undefined
    ? `openssl x509 -in ${file} -noout -subject -issuer -dates`
    : `openssl s_client -connect ${host}:${port} -servername ${serverName ?? host} -showcerts -status${starttls === undefined ? '' : ` -starttls ${starttls}`} </dev/null`;
