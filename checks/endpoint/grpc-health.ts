import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { concludeComparisons } from '../../src/expectations/comparison.ts';
import { tlsParams } from '../../src/expectations/http-request.ts';
import { compareLatency, latencyParams } from '../../src/expectations/latency.ts';
import { refuseInvertedLatency } from '../../src/expectations/limit-order.ts';
import { noteTargetOnAbort } from '../../src/expectations/note-target.ts';
import { hostName } from '../../src/params/host.ts';
import { refuseText } from '../../src/params/refuse-text.ts';
import { secretOrText } from '../../src/params/secret.ts';
import { connectionTarget, eitherHostOrTarget, targetSources } from '../../src/params/service-target.ts';
import { headerValueProblem } from '../../src/text/secret-forms.ts';
import { compareHealth } from './grpc/compare-health.ts';

export default defineCheck({
  group: 'endpoint',
  name: 'grpc-health',
  title: 'Services of gRPC say that they serve',
  why: 'A port that takes connections says nothing of the services behind it: gRPC servers tell of each by a protocol of its own.',
  remedy: 'See why the service does not serve: its log, and what it depends on; NOT_SERVING is what it says of itself.',
  remedies: {
    protocol:
      'See what answers there: a server of gRPC that implements grpc.health.v1, in the clear or with TLS as it is asked, and no proxy for HTTP/1.1.',
    permission: 'Give the metadata that the server asks for, or let the health service be asked without.',
  },
  severity: 'sev2',
  example: 'host: payments\nport: 9090\nservices: ["", payments.v1.Payments]\nwarnAfter: 250ms',
  needs: ['grpc'],
  ...targetSources('host'),
  params: z
    .strictObject({
      host: hostName().optional().describe('Name or address of the server'),
      port: z.number().int().min(1).max(65_535).optional().describe('Its port'),
      target: connectionTarget().optional(),
      services: z
        .array(z.string())
        .min(1)
        .default([''])
        .describe('Names of the services to ask for; an empty name is the server as a whole'),
      method: z
        .enum(['check', 'watch'])
        .default('check')
        .describe('check asks once; watch takes the first message of the stream, as load balancers do'),
      status: z
        .enum(['SERVING', 'NOT_SERVING'])
        .default('SERVING')
        .describe('What the services must say: NOT_SERVING of one that is drained'),
      metadata: z
        .record(z.string(), secretOrText().check(refuseText(headerValueProblem)))
        .default({})
        .describe('Metadata of the call, plain or by reference'),
      tls: tlsParams().optional().describe('Speak TLS, with these options'),
      ipFamily: z.literal([4, 6]).optional().describe('Only addresses of this IP version'),
      ...latencyParams(),
    })
    .check(refuseInvertedLatency, eitherHostOrTarget),
  async run({ grpc, params, measure, looked, ...context }) {
    const { host = '', port = 0, services, method, tls, metadata, ipFamily: family } = params;
    const call = method === 'check' ? 'Check' : 'Watch';
    const answers = await Promise.all(
      services.map((service) => {
        const probe = grpc({
          host,
          port,
          service,
          method: call,
          tls,
          metadata,
          family,
          deadlineMs: context.remainingMs(),
        });
        return noteTargetOnAbort(context, `${host}:${port}${service === '' ? '' : ` about ${service}`}`, probe);
      }),
    );
    const slowestMs = Math.max(...answers.map(({ durationMs }) => durationMs));
    measure('duration', slowestMs / 1000, 's');
    looked('services', answers.length);
    if (tls?.insecure === true) context.note('the certificate was not verified (tls.insecure)');
    const evidence = {
      address: answers[0]?.address ?? null,
      statuses: answers.map(({ status, code }) => status ?? code),
    };
    const comparisons = [
      ...answers.map((answer, index) => compareHealth(services[index] ?? '', answer, params.status)),
      ...compareLatency(slowestMs, params),
    ];
    return concludeComparisons(context, { subject: { target: `${host}:${port}`, evidence }, comparisons });
  },
});
