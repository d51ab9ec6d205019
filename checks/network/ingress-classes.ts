import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { describeCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { IngressRow } from '../../src/kubernetes/views/ingresses.ts';
import type { Finding } from '../../src/model/result.ts';

export default defineCheck({
  group: 'network',
  name: 'ingress-classes',
  title: 'Ingresses have a class that exists',
  why: 'An Ingress without a class that some controller serves is served by nobody.',
  remedy: 'Name one of the classes of `kubectl get ingressclasses`, or make one of them the default.',
  severity: 'sev3',
  needs: ['ingresses', 'ingressClasses'],
  params: z.strictObject({
    known: z
      .array(z.string())
      .default(['gce', 'gce-internal'])
      .describe('Classes that a controller serves without an IngressClass object'),
  }),
  run({ ingresses, ingressClasses, params }) {
    const classes = new Set([...ingressClasses.map(({ ref }) => ref.name), ...params.known]);
    const hasDefault = ingressClasses.some(({ isDefault }) => isDefault);
    return ingresses
      .filter(({ deletingAt, addresses }) => deletingAt === undefined && addresses.length === 0)
      .flatMap((row) => {
        if (row.className !== undefined)
          return classes.has(row.className)
            ? []
            : [
                missingClassFinding(
                  row,
                  row.className,
                  ingressClasses.map(({ ref }) => ref.name),
                ),
              ];
        // The old annotation is known to the controller alone, and the API server fills in a default class at creation.
        return row.classAnnotation !== undefined || hasDefault ? [] : [unnamedClassFinding(row)];
      });
  },
});

const missingClassFinding = ({ ref }: IngressRow, name: string, classes: readonly string[]): Finding => ({
  reason: 'ingress_class',
  message: `IngressClass ${name} does not exist; there ${classes.length === 0 ? 'is none' : `are ${classes.join(', ')}`}`,
  object: ref,
  evidence: { missing: `IngressClass/${name}` },
  next: ['kubectl get ingressclasses', describeCommand(ref)],
});

/** A warning, since some controllers serve Ingresses without a class. */
const unnamedClassFinding = ({ ref }: IngressRow): Finding => ({
  reason: 'ingress_class',
  level: 'warning',
  message: 'names no IngressClass, no class is the default, and it has no address',
  object: ref,
  evidence: { missing: null },
  next: ['kubectl get ingressclasses', describeCommand(ref)],
});
