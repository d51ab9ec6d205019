import type { ResourceCheck } from '../../checks/resources/resource-check.ts';
import type { PhaseRule, ResourceRule } from '../../checks/resources/resource-rule.ts';
import type { CheckMetadata } from '../check/check.ts';
import { type CustomKindName, customKinds } from '../kubernetes/custom-kinds.ts';
import { holdValueOf } from '../kubernetes/hold-marks.ts';
import { fullResourceName } from '../kubernetes/resources.ts';
import { GENERATED_NOTE, markdownTable, paragraph } from './markdown.ts';

/** The page of custom resources: which kinds are judged, and by which rules. */
export const customResourcesPage = (
  checks: readonly ResourceCheck[],
  ownKinds: Pick<CheckMetadata, 'name' | 'example'>,
): string =>
  [
    GENERATED_NOTE,
    '# Custom resources\n',
    ...INTRODUCTION.map((text) => `${paragraph(text)}\n`),
    ownKindsSection(ownKinds),
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

const OWN_KINDS = [
  `Kinds of operators that are not in these tables are judged as well where the configuration names them, by the plural with
  the API group that \`kubectl get crd\` lists:`,
  `\`ready\` are the conditions that sum up; \`wellWhenTrue\`, \`illWhenTrue\` and \`warnWhenFalse\` those that must
  not be False or True; \`conditions\` says by status and reason what a fault is, with a grace of its own;
  \`wellReasons\` are reasons with which nothing is wrong, \`unjudged\` conditions that mean nothing here. \`phases\`
  are fields with one word; other words than these mean work in progress. \`onHold\` names fields, conditions and
  annotations. With \`observedGeneration: false\` a controller that is behind is no warning. \`grace\` and \`progress\`
  are those of the check, or of the kind. All other rules are the same as for the kinds below. A key that does not exist, a
  word where a list belongs and the like are refused before the run, with the nearest one that does.`,
  `Which versions there are the API server says, unless \`versions\` names some. A kind that is not installed is skipped;
  where its API group is there and has a name like it, or the kind in other versions only, the check is \`error\`. \`kavmon rbac\` and the
  chart grant to list it. A snapshot keeps its metadata, conditions and the fields that are named, nothing else. A kind of the
  tables cannot be named again: its graces are tuned with its check, and \`ignore\` takes objects out.`,
];

const ownKindsSection = ({ name, example = '' }: Pick<CheckMetadata, 'name' | 'example'>): string => {
  const [first = '', ...others] = OWN_KINDS.map(paragraph);
  const yaml = ['checks:', `  ${name}:`, ...example.split('\n').map((line) => `    ${line}`)].join('\n');
  return ['## Kinds of your own', first, `\`\`\`yaml\n${yaml}\n\`\`\``, ...others].join('\n\n').concat('\n');
};

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
