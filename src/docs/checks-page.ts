import { type CheckMetadata, checkGroups } from '../check/check.ts';
import { checkExample } from '../check/check-example.ts';
import { describeParameters } from '../check/describe-parameters.ts';
import { checksOfReason, isClusterReason } from '../check/reason-checks.ts';
import { type Reason, reasons } from '../model/reasons.ts';
import { isProbeName } from '../probes/index.ts';
import { GENERATED_NOTE, markdownTable, paragraph, parameterTable } from './markdown.ts';

/** The page of the catalogue: every check by its group, then the reasons that results may have. */
export const checksPage = (catalogue: readonly CheckMetadata[]): string => {
  const sections = checkGroups
    .map((group) => ({ group, checks: catalogue.filter((check) => check.group === group) }))
    .filter(({ checks }) => checks.length > 0)
    .map(({ group, checks }) => `## ${group}\n\n${checks.map(checkSection).join('\n')}`);
  return [GENERATED_NOTE, CHECKS_INTRODUCTION, overviewTable(catalogue), ...sections, reasonsSection(catalogue)].join(
    '\n',
  );
};

const CHECKS_INTRODUCTION = `# Checks

What kavmon can check. \`kavmon explain NAME\` prints the same for one check, with the rights that it needs. Checks of the
cluster run without being configured; checks of services run where a service of the configuration lists them
([configuration](config.md)). What a green of a service verifies, and what it cannot see, stands in
[probes](probes.md).
`;

const overviewTable = (catalogue: readonly CheckMetadata[]): string =>
  markdownTable(
    ['check', 'group', 'of', 'severity', 'default', 'verifies'],
    catalogue.map((check) => [
      `[${check.name}](#${check.name})`,
      check.group,
      check.needs.some(isProbeName) ? 'service' : 'cluster',
      check.severity,
      check.enabled === false || check.onlyByName ? 'off' : 'on',
      check.title,
    ]),
  );

const usedWhere = ({ wantedBy }: CheckMetadata): string =>
  wantedBy === undefined ? 'where it can be read' : `where \`${wantedBy.parameter}\` asks for it`;

const checkSection = (check: CheckMetadata): string => {
  const facts = [
    `severity ${check.severity}`,
    `timeout ${check.timeout ?? '10s'}`,
    ...(check.enabled === false ? ['off by default'] : []),
    ...(check.onlyByName ? ['runs only when `-n` names it'] : []),
    ...(check.needs.length === 0 ? [] : [`needs ${check.needs.join(', ')}`]),
    ...((check.wants ?? []).length === 0 ? [] : [`uses ${(check.wants ?? []).join(', ')} ${usedWhere(check)}`]),
  ];
  const parameters = parameterTable(describeParameters(check));
  return `### ${check.name}

${paragraph(`${check.title}. ${check.why}`)}

${paragraph(`What to do: ${check.remedy}`)}

${paragraph(`(${facts.join('; ')})`)}

\`\`\`yaml
${checkExample(check)}\`\`\`
${parameters === '' ? '' : `\n${parameters}`}`;
};

const reasonsSection = (catalogue: readonly CheckMetadata[]): string => {
  const rows = Object.entries(reasons).map(([reason, { text }]) => [
    `\`${reason}\``,
    text,
    finders(reason as Reason, catalogue),
  ]);
  return `## Reasons

Every result and every finding has one of these reasons. The list is closed, so that it is safe as a label of a metric.
\`kavmon explain REASON\` prints one of them with the checks that report it. A check of one's own may add
[reasons of its own](own-checks.md#reasons), with a namespace: \`acme/queue_stuck\`.

${markdownTable(['reason', 'meaning', 'checks'], rows)}`;
};

const finders = (reason: Reason, catalogue: readonly CheckMetadata[]): string =>
  isClusterReason(reason)
    ? checksOfReason(reason, catalogue)
        .map((name) => `[${name}](#${name})`)
        .join(', ')
    : '';
