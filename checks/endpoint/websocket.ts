import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { concludeComparisons, shortenText } from '../../src/expectations/comparison.ts';
import { authorizationHeader, authParams, tlsParams } from '../../src/expectations/http-request.ts';
import { messageParams } from '../../src/expectations/http-response.ts';
import { compareLatency, latencyParams } from '../../src/expectations/latency.ts';
import { refuseInvertedLatency } from '../../src/expectations/limit-order.ts';
import { noteTargetOnAbort } from '../../src/expectations/note-target.ts';
import { proxyUrl } from '../../src/params/http-url.ts';
import { refuseText } from '../../src/params/refuse-text.ts';
import { secretOrText } from '../../src/params/secret.ts';
import { eitherOrTarget, targetSources, webSocketTarget } from '../../src/params/service-target.ts';
import { redactUrl } from '../../src/text/redact-url.ts';
import { headerValueProblem } from '../../src/text/secret-forms.ts';
import { webSocketUrlProblem } from '../../src/text/websocket-url.ts';
import { compareMessage, wantsMessage } from './websocket/compare-message.ts';

export default defineCheck({
  group: 'endpoint',
  name: 'websocket',
  title: 'WebSockets open and answer as expected',
  why: 'Behind a proxy that does not pass the upgrade on, pages load and everything live in them stands still.',
  remedy: 'Follow the handshake: ingress or proxy (does it pass the upgrade on?), service, pods and their logs.',
  remedies: {
    permission:
      'See who refuses: the service, by the rights of this user or the header Origin, or what stands before it.',
    assertion: 'Compare the first message with what the service should say, and what is sent with what it wants.',
  },
  severity: 'sev2',
  example: 'url: wss://chat/socket\nsubprotocols: [chat.v2]\nsend: "hello"\njsonPath: [{ path: $.type, eq: welcome }]',
  repeatable: ({ send }) => send === undefined,
  needs: ['websocket'],
  ...targetSources('webSocketUrl'),
  params: z
    .strictObject({
      url: secretOrText().check(refuseText(webSocketUrlProblem)).optional().describe('URL to open, ws or wss'),
      target: webSocketTarget().optional(),
      headers: z
        .record(z.string(), secretOrText().check(refuseText(headerValueProblem)))
        .default({})
        .describe('Headers of the handshake, `origin` for one, plain or by reference'),
      auth: authParams()
        .refine((auth) => !('digest' in auth), 'Digest is not spoken in the handshake of a WebSocket')
        .optional()
        .describe('Credentials'),
      subprotocols: z
        .array(z.string().min(1))
        .min(1)
        .optional()
        .describe('Subprotocols to offer; the server must take one'),
      send: secretOrText().optional().describe('Text to send once the connection is open'),
      ping: z.boolean().default(false).describe('Asks for a pong, and waits for it'),
      ...messageParams(),
      messageLimit: z
        .number()
        .int()
        .min(1)
        .max(67_108_864)
        .default(1_048_576)
        .describe('Bytes of a message that are read at most'),
      tls: tlsParams().optional().describe('TLS options'),
      ipFamily: z.literal([4, 6]).optional().describe('Only addresses of this IP version'),
      proxy: proxyUrl().optional().describe('URL of an HTTP proxy, `http://HOST:PORT`, for wss'),
      ...latencyParams(),
    })
    .check(refuseInvertedLatency, eitherOrTarget('url'))
    .refine(
      ({ url, proxy }) => proxy === undefined || typeof url !== 'string' || /^wss:/i.test(url),
      'a proxy passes wss only',
    ),
  async run({ websocket, params, measure, ...context }) {
    const { url = '', auth, subprotocols, send, ping, messageLimit, tls, ipFamily: family, proxy } = params;
    const headers = { ...params.headers, ...authorizationHeader(auth) };
    const oauth2 = auth !== undefined && 'oauth2' in auth ? auth.oauth2 : undefined;
    const awaitMessage = wantsMessage(params);
    const probe = websocket({
      url,
      headers,
      oauth2,
      subprotocols,
      send,
      ping,
      awaitMessage,
      messageLimit,
      tls,
      family,
      proxy,
    });
    const answer = await noteTargetOnAbort(context, redactUrl(url), probe);
    measure('duration', answer.durationMs / 1000, 's');
    measure('handshake_duration', answer.handshakeMs / 1000, 's');
    if (tls?.insecure === true) context.note('the certificate was not verified (tls.insecure)');
    const comparisons = [...(await compareMessage(answer, params)), ...compareLatency(answer.durationMs, params)];
    const evidence = {
      url: redactUrl(url),
      address: answer.address,
      subprotocol: answer.subprotocol,
      message: answer.message === undefined ? null : shortenText(answer.message),
    };
    return concludeComparisons(context, { subject: { target: `WebSocket ${redactUrl(url)}`, evidence }, comparisons });
  },
});
