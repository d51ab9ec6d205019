import { isHoldValue } from '../../src/kubernetes/hold-marks.ts';
import { findConditionWithStatus } from '../../src/kubernetes/objects/conditions.ts';
import { describeCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { CustomResourceRow } from '../../src/kubernetes/views/custom-resources.ts';
import type { Finding, ObjectRef } from '../../src/model/result.ts';
import { heldDeletionFinding } from '../api/deletions/held-objects.ts';
import { conditionFaults } from './condition-faults.ts';
import { behindFinding, isBehind } from './controller-behind.ts';
import { phaseFaults } from './phase-faults.ts';
import type { MadeSecret, ResourceFault, ResourceRule } from './resource-rule.ts';

/** Milliseconds. */
export interface ResourceGraces {
  /** How long an object may be ill. */
  readonly grace: number;
  /** How long its controller may be at work on it. */
  readonly progress: number;
}

interface ResourceJudgement {
  readonly rule: ResourceRule;
  readonly graces: ResourceGraces;
  readonly now: number;
  /** Objects below this one, whose faults would explain its own. */
  readonly children: readonly ObjectRef[];
}

/** What is wrong with a custom resource; undefined when it is well, on hold, on its way out, or was ill for too short a time. */
export const judgeResource = (
  row: CustomResourceRow,
  { rule, graces, now, children }: ResourceJudgement,
): Finding | undefined => {
  if (row.deletingAt !== undefined) return isHeld(row, now) ? heldDeletionFinding(row, { now }) : undefined;
  if (isOnHold(row, rule)) return undefined;
  const faults = [
    ...(rule.otherFaults?.(row, now) ?? []),
    ...conditionFaults(row, rule, now),
    ...phaseFaults(row, rule),
  ].filter(
    // What has no time cannot be older than the object: operators report faults of new ones until they have come up.
    ({ since = row.createdAt, isProgress, grace = isProgress ? graces.progress : graces.grace }) => now - since > grace,
  );
  const worst = faults.find(({ level }) => level === 'fault') ?? faults[0];
  if (worst !== undefined)
    return resourceFinding(row, worst, {
      secret: rule.madeSecret?.(row),
      because: [...(rule.references?.(row) ?? []), ...children],
    });
  return !rule.ignoresGeneration && isBehind(row, now - graces.progress) ? behindFinding(row) : undefined;
};

/** How long the deletion of an object may take, whose operator removes databases, disks or machines first. */
const HELD_MS = 3_600_000;

const isHeld = ({ deletingAt = 0, finalizers }: CustomResourceRow, now: number): boolean =>
  finalizers !== undefined && now - deletingAt > HELD_MS;

/** Whether somebody has told the operator to leave the object alone. */
export const isOnHold = (row: CustomResourceRow, { onHold = [] }: ResourceRule): boolean =>
  onHold.some((name) =>
    /^(?:spec|status|metadata)\./.test(name)
      ? isHoldValue(name, row.fields[name])
      : findConditionWithStatus(row, name, 'True') !== undefined,
  );

const resourceFinding = (
  row: CustomResourceRow,
  { reason, level, text, condition }: ResourceFault,
  { secret, because }: { readonly secret: MadeSecret | undefined; readonly because: readonly ObjectRef[] },
): Finding => ({
  reason,
  level,
  message: text,
  object: row.ref,
  objects: secretRefs(row, secret),
  evidence: {
    condition: condition?.type ?? null,
    cause: condition?.reason ?? null,
    ...(secret && { secretMade: secret.isMade }),
  },
  next: [describeCommand(row.ref)],
  because,
});

/** The Secret that the object makes, so that what uses it is explained by it. */
const secretRefs = ({ ref: { namespace } }: CustomResourceRow, secret: MadeSecret | undefined): readonly ObjectRef[] =>
  secret === undefined || namespace === undefined ? [] : [{ kind: 'Secret', namespace, name: secret.name }];
