import * as yaml from 'yaml';
import { toOneLine } from '../../text/sanitize.ts';
import { isActive, type LeftOut, type Proposal, type ProposedCheck, type ProposedService } from './proposal.ts';
import { nameServices } from './service-names.ts';

/** Where a proposal comes from, and when. */
export interface ProposalOrigin {
  readonly cluster: string | null;
  /** Null: all of them. */
  readonly namespaces: readonly string[] | null;
  /** Day of the look, `2026-11-28`. */
  readonly day: string;
  /** How the file is used, `kavmon check -A -c kavmon.yaml`. */
  readonly command: string;
}

/** A configuration as people write it, with comments: why it has what it has, and what was left out. */
export const configText = ({ services, leftOut }: Proposal, origin: ProposalOrigin): string =>
  [
    ...headLines(origin),
    ...(origin.cluster === null ? [] : [`cluster: ${scalar(origin.cluster)}`]),
    ...(origin.namespaces === null ? [] : [`namespaces: ${flow([...origin.namespaces])}`]),
    'services:',
    ...nameServices(services).flatMap(([name, service]) => serviceLines(name, service)),
    ...leftOutLines(leftOut),
    '',
  ].join('\n');

const headLines = ({ cluster, day, command }: ProposalOrigin): readonly string[] => [
  comment('', `Written by kavmon init on ${day}, from what was there${cluster === null ? '' : ` in ${cluster}`}.`),
  comment('', `Try it: ${command}`),
  comment(
    '',
    'Then change what is not as you want it, and take away the comment signs where you have what is missing.',
  ),
  '',
];

/** A service that has drafts alone stands behind a comment sign as a whole: without a check it would be refused. */
const serviceLines = (name: string, service: ProposedService): readonly string[] => {
  if (isActive(service)) return activeLines(name, service);
  const checks = service.checks.map(({ isDraft: _, ...check }) => check);
  return activeLines(name, { ...service, checks }).map((line) => line.replace(/^ {2}(?!# )/, '  # '));
};

const activeLines = (name: string, { selector, notes, checks }: ProposedService): readonly string[] => [
  ...notes.map((note) => comment('  ', note)),
  `  ${scalar(name)}:`,
  ...(selector === undefined ? [] : [`    workloads: ${flow({ selector })}`]),
  '    checks:',
  ...[...Map.groupBy(checks, ({ check }) => check)].flatMap(([check, all]) => checkLines(check, all)),
];

/** Several of one check are a list, in which each draft stands behind a sign of its own, and its name with it where all do. */
const checkLines = (check: string, all: readonly ProposedCheck[]): readonly string[] => {
  const [first, ...others] = all;
  if (first !== undefined && others.length === 0)
    return [...noteLines('      ', first), `      ${signOf(first.isDraft)}${check}: ${flow(first.params)}`];
  return [
    `      ${signOf(all.every(({ isDraft }) => isDraft))}${check}:`,
    ...all.flatMap((one) => [
      ...noteLines('        ', one),
      `      ${signOf(one.isDraft)}  - ${flow({ ...(one.name === undefined ? {} : { name: one.name }), ...one.params })}`,
    ]),
  ];
};

const signOf = (isDraft = false): string => (isDraft ? '# ' : '');

const noteLines = (indent: string, { note }: ProposedCheck): readonly string[] =>
  note === undefined ? [] : [comment(indent, note)];

const leftOutLines = (leftOut: readonly LeftOut[]): readonly string[] => {
  if (leftOut.length === 0) return [];
  const byReason = Map.groupBy(leftOut, ({ why }) => why);
  return [
    '',
    comment('', 'Left out:'),
    ...[...byReason].flatMap(([why, all]) => [
      comment('', `- ${why}:`),
      ...all.map(({ what }) => `#     ${toOneLine(what)}`),
    ]),
  ];
};

/** Names of a hostile cluster may hold line breaks and control characters: in comments and in values they become spaces. */
const comment = (indent: string, text: string): string => `${indent}# ${toOneLine(text)}`;

const scalar = (value: string): string => yaml.stringify(toOneLine(value), { lineWidth: 0 }).trimEnd();

const flow = (value: object): string =>
  yaml
    .stringify(value, (_, one: unknown) => (typeof one === 'string' ? toOneLine(one) : one), {
      collectionStyle: 'flow',
      lineWidth: 0,
    })
    .trimEnd();
