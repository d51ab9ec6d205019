import type { Problem, ReportedFinding } from '../../model/result.ts';
import { severities } from '../../model/severity.ts';
import { causeKeyOf } from './cause-key.ts';

/**
 * The problems, the worst first: by severity, where a warning weighs as much as a fault of the one below, then faults before
 * what could not be looked at before warnings, then by level in the chain (control plane and nodes, what stands between,
 * services, workloads, pods), then by how much they take along.
 * Those with one cause stand together, each with the fingerprint of the first of them as its `story`.
 */
export const rankProblems = (
  problems: readonly Problem[],
  findings: readonly ReportedFinding[],
): readonly Problem[] => {
  const known = new Map(findings.map((finding) => [finding.fingerprint, finding]));
  const stories = Map.groupBy(problems, (problem) => causeKeyOf(problem, known.get(problem.fingerprint)));
  return [...stories.values()]
    .map(sortStory)
    .toSorted(compareStories)
    .flatMap(({ members }) => members);
};

interface RankedStory {
  readonly members: readonly Problem[];
  readonly lead: Problem;
  /** Consequences of all members. */
  readonly effects: number;
}

const sortStory = (problems: readonly Problem[]): RankedStory => {
  const sorted = problems.toSorted(compareProblems);
  const lead = sorted[0] as Problem;
  return {
    members: sorted.map((problem) => ({ ...problem, story: lead.fingerprint })),
    lead,
    effects: weightOf(sorted),
  };
};

const weightOf = (problems: readonly Problem[]): number =>
  problems.reduce((total, { consequences }) => total + 1 + consequences.length, 0);

const compareStories = (one: RankedStory, other: RankedStory): number =>
  compareGravity(one.lead, other.lead) || other.effects - one.effects || compareReach(one.lead, other.lead);

const compareProblems = (one: Problem, other: Problem): number =>
  compareGravity(one, other) || other.consequences.length - one.consequences.length || compareReach(one, other);

const LEVEL_ORDER: readonly Problem['level'][] = ['fault', 'unknown', 'warning'];

/** Levels of the chain, from what carries everything else to what carries nothing. */
const CHAIN_GROUPS: readonly (readonly string[])[] = [
  ['nodes', 'api'],
  ['namespaces', 'storage'],
  ['network', 'endpoint', 'database', 'queue', 'slo', 'dependency', 'custom'],
  ['workloads', 'scaling'],
  ['pods'],
];

const chainLevel = ({ group }: Problem): number => {
  const level = CHAIN_GROUPS.findIndex((groups) => groups.includes(group));
  return level === -1 ? CHAIN_GROUPS.length : level;
};

/** A warning weighs as much as a fault of the severity below. */
const gravityOf = ({ severity, level }: Problem): number => severities.indexOf(severity) + Number(level === 'warning');

/** Orders problems by severity and level alone, the worse first. */
export const compareWeight = (one: Problem, other: Problem): number =>
  gravityOf(one) - gravityOf(other) || LEVEL_ORDER.indexOf(one.level) - LEVEL_ORDER.indexOf(other.level);

const compareGravity = (one: Problem, other: Problem): number =>
  compareWeight(one, other) || chainLevel(one) - chainLevel(other);

/** Ties end by name, so that a report has the same order from run to run. */
const compareReach = (one: Problem, other: Problem): number =>
  other.reach.services - one.reach.services ||
  other.reach.objects - one.reach.objects ||
  compareTexts(sortName(one), sortName(other));

const sortName = ({ object, checks, fingerprint }: Problem): string =>
  `${object?.namespace ?? ''}/${object?.name ?? ''}/${checks[0] ?? ''}/${fingerprint}`;

const compareTexts = (one: string, other: string): number => (one < other ? -1 : Number(one > other));
