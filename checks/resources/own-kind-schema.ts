import * as z from 'zod';
import { customKinds } from '../../src/kubernetes/custom-kinds.ts';
import { fullResourceName } from '../../src/kubernetes/resources.ts';
import { duration } from '../../src/params/duration.ts';

const conditionType = () =>
  z.string().regex(/^[A-Za-z0-9]([-A-Za-z0-9_./]*[A-Za-z0-9])?$/, { error: 'this is no type of a condition' });

const fieldPath = () =>
  z.string().regex(/^(?:status|spec)(?:\.[A-Za-z0-9_-]+)+$/, {
    error: 'a path begins with "status." or "spec.", and has names of fields: status.phase',
  });

const conditionTypes = (text: string) => z.array(conditionType()).min(1).optional().describe(text);

const words = () => z.array(z.string().min(1)).min(1);

const conditionRule = z.strictObject({
  type: conditionType().describe('Type of the condition'),
  status: z.enum(['True', 'False', 'Unknown']).describe('The status that means a fault'),
  reasons: words().optional().describe('Only with one of these reasons; default: with any'),
  level: z.enum(['fault', 'warning']).optional().describe('Default: fault'),
  grace: duration().optional().describe("How long it may last; default: the kind's grace"),
});

const phaseRule = z.strictObject({
  path: fieldPath().describe('Where the word stands: status.phase'),
  bad: words().describe('Words that mean a fault'),
  good: z
    .array(z.string().min(1))
    .optional()
    .describe('Words that mean that all is well; others mean work in progress'),
  warn: words().optional().describe('Words that are worth a warning'),
  message: fieldPath().optional().describe('Where the words about it stand: status.message'),
});

/** A kind that the configuration names: how it is read, and what it calls healthy. */
export const ownKindSchema = z
  .strictObject({
    kind: z
      .string()
      .regex(/^[A-Z][A-Za-z0-9]*$/, { error: 'a kind is one word with a capital: Widget' })
      .describe('Its kind: Widget'),
    versions: z
      .array(z.string().regex(/^v[0-9][a-z0-9]*$/, { error: 'a version is v1, or v1beta1' }))
      .min(1)
      .optional()
      .describe('Versions to read, the best first; default: those that the API server has'),
    namespaced: z.boolean().optional().describe('Whether its objects are in namespaces; default: yes'),
    ready: conditionTypes(
      'Conditions that sum up: the first that an object has must be True; without any it is unreported',
    ),
    wellWhenTrue: conditionTypes('Conditions that must not be False'),
    illWhenTrue: conditionTypes('Conditions that must not be True'),
    warnWhenFalse: conditionTypes('Conditions that are worth a warning when they are False'),
    conditions: z.array(conditionRule).min(1).optional().describe('Conditions that mean a fault by status and reason'),
    wellReasons: words().optional().describe('Reasons of conditions with which nothing is wrong: ScaledToZero'),
    unjudged: conditionTypes('Conditions that mean nothing here, although they do for other kinds: Degraded'),
    phases: z.array(phaseRule).min(1).optional().describe('Fields with one word that sums up'),
    onHold: words()
      .optional()
      .describe('Paths (spec.paused), conditions or annotations (acme.io/paused) by which an object is on hold'),
    observedGeneration: z
      .boolean()
      .optional()
      .describe('Whether a controller that has not looked at the newest change is worth a warning; default: yes'),
    grace: duration().optional().describe("How long an object may be ill; default: the check's"),
    progress: duration().optional().describe("How long its controller may be at work; default: the check's"),
  })
  .refine((rule) => JUDGING_KEYS.some((key) => rule[key] !== undefined), {
    error: 'it says nothing that an object is judged by: name ready, conditions or phases',
  });

const JUDGING_KEYS = ['ready', 'wellWhenTrue', 'illWhenTrue', 'warnWhenFalse', 'conditions', 'phases'] as const;

export type OwnKindRule = z.output<typeof ownKindSchema>;

const BUILT_IN = new Set<string>(Object.values(customKinds).map(fullResourceName));

/** The name of a resource as `kubectl get crd` lists it. */
export const ownKindName = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$/, {
    error: 'the name of a kind is its plural with its API group, as kubectl get crd lists it: widgets.acme.io',
  })
  .refine((name) => !BUILT_IN.has(name), {
    error: ({ input }) => `${input} is judged by a check of its own: tune that one, or ignore objects of it`,
  });
