import type { ResourceCheck } from '../../checks/resources/resource-check.ts';
import type { PhaseRule, ResourceRule } from '../../checks/resources/resource-rule.ts';
import { type CustomKindName, customKinds } from '../kubernetes/custom-kinds.ts';
import { holdValueOf } from '../kubernetes/hold-marks.ts';
import { fullResourceName } from '../kubernetes/resources.ts';
import { GENERATED_NOTE, markdownTable, paragraph } from './markdown.ts';

/** The page of custom resources: which kinds are judged, and by which rules. */
export const customResourcesPage = (checks: readonly ResourceCheck[]): string =>
  [
    GENERATED_NOTE,
    '# Custom resources\n',
    ...INTRODUCTION.map((text) => `${paragraph(text)}\n`),
    ...checks.map((check) => `## ${check.name}\n\n${check.title}.\n\n${kindTable(check)}`),
  ].join('\n');

const INTRODUCTION = [
  `The checks of the group \`resources\` judge objects of operators by what their controllers write into the status. One
  request asks the API server which groups it has; a kind that is not installed costs no list, and a check of which no kind
  is installed is \`skipped\`. A kind that may not be listed is an \`error\` with the rule that allows it; \`kavmon rbac\`
  names each kind.`,
  `For every kind: a condition \`Stalled\`, \`Degraded\`, \`Failed\`, \`NotReady\` or \`ReconciliationFailed\` that is True is a
  fault after \`grace\`. So is the summary condition, the first of those below that the object has, when it is False; when it
  is Unknown, or its reason says that work is in progress, or \`Reconciling\` is True (\`Issuing\` of a Certificate), it has \`progress\` instead. An object
  that still has no summary after \`progress\` is unreported: no controller has looked at it. What has no time counts when
  the object is older than \`grace\`. One whose
  \`observedGeneration\` stays behind its generation is a warning. Objects on hold, and those that are being deleted, are not
  judged.`,
];

const kindTable = ({ kinds }: ResourceCheck): string =>
  markdownTable(
    ['kind', 'API', 'summary', 'further rules', 'on hold'],
    (Object.entries(kinds) as [CustomKindName, ResourceRule][]).map(([name, rule]) => {
      const entry = customKinds[name];
      return [
        entry.kind,
        `\`${fullResourceName(entry)}\` ${[entry.version, ...(entry.olderVersions ?? [])].join(', ')}`,
        codeList(rule.ready),
        furtherRules(rule),
        codeList(rule.onHold?.map(holdText)),
      ];
    }),
  );

/** An annotation or label with the value that puts an object on hold, without one where any does. */
const holdText = (path: string): string => {
  const [place, mark] = path.split(' ');
  const value = holdValueOf(path);
  return mark === undefined ? (place as string) : `${mark}${value === null ? '' : `: ${value}`}`;
};

const codeList = (names: readonly string[] = []): string => names.map((name) => `\`${name}\``).join(', ');

const furtherRules = ({ wellWhenTrue, warnWhenFalse, illWhenTrue, phases = [], otherFaults }: ResourceRule): string =>
  [
    wellWhenTrue && `${codeList(wellWhenTrue)} must not be False`,
    warnWhenFalse && `${codeList(warnWhenFalse)} False is a warning`,
    illWhenTrue && `${codeList(illWhenTrue)} must not be True`,
    ...phases.map(phaseText),
    otherFaults && 'rules of its own',
  ]
    .filter(Boolean)
    .join('; ');

const phaseText = ({ path, bad, warn, atWork }: PhaseRule): string => {
  const unless = atWork === undefined ? '' : ` unless \`${atWork.path}\` is ${codeList(atWork.words)}`;
  return `\`${path}\` ${codeList(bad)} is a fault${warn === undefined ? '' : `, ${codeList(warn)} a warning${unless}`}`;
};
