import type { Condition } from '../../src/kubernetes/fields/condition.ts';
import type { CustomResourceRow } from '../../src/kubernetes/views/custom-resources.ts';
import type { ObjectRef } from '../../src/model/result.ts';

/** By what a kind of custom resource says that it is well, in addition to the conditions that any kind may have. */
export interface ResourceRule {
  /** Conditions that sum up: the first of them that the object has must be True. Without any the object is unreported. */
  readonly ready?: readonly string[];
  /** Conditions that must not be False. */
  readonly wellWhenTrue?: readonly string[];
  /** Conditions that must not be True. */
  readonly illWhenTrue?: readonly string[];
  /** Conditions that must not be False, but which take nothing down. */
  readonly warnWhenFalse?: readonly string[];
  /** Conditions that mean a fault by their status, and by their reason where some are named. */
  readonly conditions?: readonly ConditionRule[];
  /** Reasons of conditions with which nothing is wrong. */
  readonly wellReasons?: readonly string[];
  /** Conditions that mean nothing for this kind, although they do for others. */
  readonly unjudged?: readonly string[];
  /** `observedGeneration` says nothing of whether its controller is behind. */
  readonly ignoresGeneration?: boolean;
  /** Words that sum up; without any of them the object is unreported. */
  readonly phases?: readonly PhaseRule[];
  /** Conditions that are True while its controller is at work, beside `Reconciling`. */
  readonly atWork?: readonly string[];
  /** Paths or conditions by which somebody has put the object on hold: then it is not judged. */
  readonly onHold?: readonly string[];
  /** Label by which pods and workloads below the object name it, where it does not own them. */
  readonly childLabel?: string;
  /** The Secret that it makes, and whether it has made it already. */
  madeSecret?(row: CustomResourceRow): MadeSecret | undefined;
  /** Objects that it names and cannot do without. */
  references?(row: CustomResourceRow): readonly ObjectRef[];
  /** What else is wrong, by fields of its own. */
  otherFaults?(row: CustomResourceRow, now: number): readonly ResourceFault[];
}

/** A Secret in the namespace of the object that makes it. */
export interface MadeSecret {
  readonly name: string;
  /** It was there once: pods that wait for it wait for something else. */
  readonly isMade: boolean;
}

/** A condition that means a fault. */
export interface ConditionRule {
  readonly type: string;
  readonly status: string;
  /** Default: whatever its reason is. */
  readonly reasons?: readonly string[] | undefined;
  /** Default: a fault. */
  readonly level?: 'fault' | 'warning' | undefined;
  /** Milliseconds; default: that of all. */
  readonly grace?: number | undefined;
}

/** For kinds that sum up in one word, without the time since when. Other words mean work in progress. */
export interface PhaseRule {
  readonly path: string;
  readonly good: readonly string[];
  readonly bad: readonly string[];
  /** Those that are worth a warning. */
  readonly warn?: readonly string[];
  /** Where the operator says that it is at work, and by which words: then nothing is worth a warning. */
  readonly atWork?: { readonly path: string; readonly words: readonly string[] };
  /** Where the message stands: a text, or a list of texts. */
  readonly message?: string;
  /** Where it stood in an older version of the kind. */
  readonly olderMessage?: string;
}

/** What is wrong with a custom resource. */
export interface ResourceFault {
  readonly reason: 'resource_not_ready' | 'resource_unreported' | 'renewal_overdue';
  readonly level: 'fault' | 'warning';
  /** Lower case, with the duration. */
  readonly text: string;
  /** Milliseconds since the epoch; undefined: the object does not tell. */
  readonly since?: number;
  /** Its controller is still at work: it has longer. */
  readonly isProgress?: boolean;
  /** Milliseconds that it may last; default: that of all. */
  readonly grace?: number;
  readonly condition?: Condition;
}
