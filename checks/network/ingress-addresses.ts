import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { describeCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { IngressRow } from '../../src/kubernetes/views/ingresses.ts';
import type { Finding } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import { pluralize } from '../../src/text/pluralize.ts';

export default defineCheck({
  group: 'network',
  name: 'ingress-addresses',
  title: 'Ingresses have the address that others of their class have',
  why: 'An Ingress that its controller passed over is reached by nobody.',
  remedy: 'Look at the events of the Ingress and at the log of its controller.',
  severity: 'sev2',
  needs: ['ingresses'],
  params: z.strictObject({ grace: duration().prefault('10m').describe('How long a new Ingress may have no address') }),
  run({ ingresses, params, now, note }) {
    const living = ingresses.filter(({ deletingAt }) => deletingAt === undefined);
    const publishing = new Set(living.filter(({ addresses }) => addresses.length > 0).map(ingressClassName));
    const bare = living.filter((row) => row.addresses.length === 0 && now - row.createdAt > params.grace);
    const passedOver = bare.filter((row) => publishing.has(ingressClassName(row)));
    // Many controllers never publish addresses: then a missing one means nothing.
    if (bare.length > passedOver.length)
      note(
        `${pluralize(bare.length - passedOver.length, 'Ingress has', 'Ingresses have')} no address, nor has any other of their class`,
      );
    return [...passedOver.map((row) => missingAddressFinding(row, now)), ...living.flatMap(portErrorFindings)];
  },
});

const ingressClassName = ({ className, classAnnotation }: IngressRow): string => className ?? classAnnotation ?? '';

const missingAddressFinding = (row: IngressRow, now: number): Finding => ({
  reason: 'no_address',
  message: `no address ${formatDuration(now - row.createdAt)} after it was created, while others of class ${ingressClassName(row) || '(none)'} have one`,
  object: row.ref,
  evidence: { class: ingressClassName(row) },
  next: [describeCommand(row.ref)],
});

const portErrorFindings = ({ ref, portErrors }: IngressRow): readonly Finding[] =>
  portErrors.map(({ port, error }) => ({
    reason: 'ingress_port',
    message: `port ${port}: ${error}`,
    object: ref,
    evidence: { port, error },
    next: [describeCommand(ref)],
    part: String(port),
  }));
