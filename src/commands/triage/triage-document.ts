import { describeCommand, kubectlCommand } from '../../kubernetes/objects/kubectl.ts';
import type { ObjectRef, ReportedFinding, Result } from '../../model/result.ts';
import type { LinkVerdict } from '../../triage/chain.ts';
import { chainVerdict } from '../../triage/chain.ts';
import type { ClusterScope } from '../check/report.ts';
import type { ProbedLink } from './probe-links.ts';

/** One way of a request with its verdict. */
export interface TriagedPath {
  readonly target: ObjectRef;
  readonly verdict: LinkVerdict;
  /** Index of the first broken link; null: none is broken. */
  readonly firstBroken: number | null;
  readonly links: readonly ProbedLink[];
}

/** The document of `kavmon triage -o json`. Fields are only ever added. */
export interface TriageDocument {
  readonly schemaVersion: 1;
  /** As it was named. */
  readonly target: string;
  readonly verdict: LinkVerdict;
  readonly exitCode: number;
  /** ISO 8601, by the clock of the cluster or snapshot. */
  readonly now: string;
  readonly cluster: string | null;
  readonly namespaces: readonly string[] | null;
  readonly snapshot: ClusterScope['snapshot'];
  readonly paths: readonly TriagedPath[];
  /** The roots of what is broken, those of other objects first. */
  readonly causes: readonly ReportedFinding[];
  /** The next commands to type. */
  readonly next: readonly string[];
  /** Objects that lead to the target from the outside. */
  readonly outer: readonly ObjectRef[];
  readonly warnings: readonly string[];
}

export interface TriageParts {
  readonly target: string;
  readonly paths: readonly { readonly target: ObjectRef; readonly links: readonly ProbedLink[] }[];
  readonly outer: readonly ObjectRef[];
  readonly results: readonly Result[];
  readonly now: number;
  readonly scope: ClusterScope;
  readonly warnings: readonly string[];
}

/** Puts together what a triage came to. */
export const buildTriageDocument = (parts: TriageParts): TriageDocument => {
  const { target, outer, results, now, scope, warnings } = parts;
  const verdict = chainVerdict(parts);
  const paths = parts.paths.map((path): TriagedPath => {
    const first = path.links.findIndex((link) => link.verdict === 'broken');
    return {
      target: path.target,
      verdict: chainVerdict({ paths: [path] }),
      firstBroken: first < 0 ? null : first,
      links: path.links,
    };
  });
  const causes = findCauses(paths, results);
  return {
    schemaVersion: 1,
    target,
    verdict,
    exitCode: verdict === 'broken' || verdict === 'unknown' ? 1 : 0,
    now: new Date(now).toISOString(),
    cluster: scope.cluster,
    namespaces: scope.namespaces,
    snapshot: scope.snapshot,
    paths,
    causes,
    next: nextCommands(paths, causes),
    outer,
    warnings,
  };
};

/** The roots of the faults on broken ways: of other objects first, then those that stand on their links, from the outside in. */
const findCauses = (paths: readonly TriagedPath[], results: readonly Result[]): readonly ReportedFinding[] => {
  const broken = paths.filter(({ firstBroken }) => firstBroken !== null).flatMap(({ links }) => links);
  const own = broken.flatMap(({ findings }) => findings.filter(({ level }) => level === 'fault'));
  const known = new Set(broken.flatMap(({ findings }) => findings.map(({ fingerprint }) => fingerprint)));
  const wanted = new Set(broken.flatMap(({ consequences }) => consequences.flatMap(({ causedBy }) => causedBy ?? [])));
  const others = results
    .flatMap(({ findings }) => findings)
    .filter(({ fingerprint }) => wanted.has(fingerprint) && !known.has(fingerprint));
  return [...new Map([...others, ...own].map((finding) => [finding.fingerprint, finding])).values()];
};

const MAX_COMMANDS = 4;

/** The commands of the causes, of the findings from the inside out, else those that show the first broken links. */
const nextCommands = (paths: readonly TriagedPath[], causes: readonly ReportedFinding[]): readonly string[] => {
  const ill = paths.flatMap(({ links }) => links.filter(({ verdict }) => verdict !== 'ok').toReversed());
  const roots = [...causes, ...ill.flatMap(({ findings }) => findings)].toSorted(
    (one, other) => Number(one.level === 'warning') - Number(other.level === 'warning'),
  );
  const own = [...roots.flatMap(({ next }) => next.slice(0, 2)), ...(roots.length > 0 ? [] : ill.map(linkCommand))];
  return [...new Set(own)].slice(0, MAX_COMMANDS);
};

const linkCommand = ({ kind, object, log }: ProbedLink): string => {
  const { container: _, ...ref } = object;
  if (kind === 'endpoints')
    return kubectlCommand(ref.namespace)`get endpointslices -l kubernetes.io/service-name=${ref.name}`;
  if (kind === 'service') return kubectlCommand(ref.namespace)`get services`;
  if (log === undefined) return describeCommand(ref);
  return log.previous
    ? kubectlCommand(ref.namespace)`logs ${ref.name} -c ${log.container} --previous`
    : kubectlCommand(ref.namespace)`logs ${ref.name} -c ${log.container}`;
};
