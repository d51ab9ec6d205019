import type { ObjectRef, Report, ReportedFinding } from '../../src/model/result.ts';

/** The findings that a report of a cluster must have, and the namespaces that it must not name. */
export type FindingExpectations = {
  readonly mustName: readonly {
    readonly namespace: string | null;
    /** A pattern for the kind of the object. */
    readonly kind: string;
    /** Its name, or the part of its name before a dash. */
    readonly name: string;
    /** Patterns (case ignored), all of which the finding must match. */
    readonly says: readonly string[];
  }[];
  readonly mustNotName: readonly string[];
};

/** One line for each expected fault that no finding names. */
export const missedFindings = ({ results }: Report, { mustName }: FindingExpectations): readonly string[] => {
  const findings = results.flatMap((result) => result.findings);
  return mustName
    .filter(({ namespace, kind, name, says }) => {
      const isIt = (ref: ObjectRef) =>
        new RegExp(`^(${kind})$`).test(ref.kind) &&
        (ref.namespace ?? null) === namespace &&
        (ref.name === name || ref.name.startsWith(`${name}-`));
      const named = findings.filter((finding) => subjectsOf(finding).some(isIt));
      return !named.some((finding) => says.every((pattern) => new RegExp(pattern, 'i').test(JSON.stringify(finding))));
    })
    .map(({ namespace, kind, name, says }) => `${namespace ?? 'cluster'} ${kind} ${name}: ${says.join(' & ')}`);
};

/** One line for each finding about a namespace that is healthy. */
export const falseAlarms = ({ results }: Report, { mustNotName }: FindingExpectations): readonly string[] =>
  results.flatMap(({ name, findings }) =>
    findings
      .filter((finding) =>
        subjectsOf(finding).some(({ kind, namespace, name }) =>
          mustNotName.includes(kind === 'Namespace' ? name : (namespace ?? '')),
        ),
      )
      .map(({ object, message }) => `${name}: ${object?.kind} ${object?.namespace}/${object?.name}: ${message}`),
  );

const subjectsOf = ({ object, objects }: ReportedFinding): readonly ObjectRef[] => [
  ...(object === undefined ? [] : [object]),
  ...objects,
];
