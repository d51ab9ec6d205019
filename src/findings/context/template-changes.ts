import type { ContainerSpec, ProbeSpec } from '../../kubernetes/fields/container-spec.ts';
import type { TemplateRow } from '../../kubernetes/fields/pod-template.ts';

/** What differs between two pod templates, each as `web: image web:1 → web:2`. */
export const templateChanges = (before: TemplateRow, after: TemplateRow): readonly string[] => [
  ...listChanges([...before.initContainers, ...before.containers], [...after.initContainers, ...after.containers]),
  ...nameChanges('reference to', before.references.map(referenceText), after.references.map(referenceText)),
  ...valueChange('service account', before.serviceAccount, after.serviceAccount),
  ...valueChange('priority class', before.priorityClass, after.priorityClass),
  ...mapChanges('node selector', before.nodeSelector, after.nodeSelector),
];

/** What differs between two specs of one container. */
export const containerChanges = (before: ContainerSpec, after: ContainerSpec): readonly string[] =>
  [
    ...valueChange('image', before.image, after.image),
    ...valueChange('command', commandText(before), commandText(after)),
    ...mapChanges('limit of', before.limits, after.limits),
    ...mapChanges('request of', before.requests, after.requests),
    ...(['startup', 'liveness', 'readiness'] as const).flatMap((kind) => probeChanges(kind, before[kind], after[kind])),
    ...nameChanges('port', before.ports.map(portText), after.ports.map(portText)),
    ...nameChanges('variable', before.literals, after.literals),
    ...nameChanges('address', addressTexts(before), addressTexts(after)),
  ].map((text) => `${after.name}: ${text}`);

const listChanges = (before: readonly ContainerSpec[], after: readonly ContainerSpec[]): readonly string[] => [
  ...nameChanges('container', before.map(nameOf), after.map(nameOf)),
  ...after.flatMap((spec) => {
    const old = before.find(({ name }) => name === spec.name);
    return old === undefined ? [] : containerChanges(old, spec);
  }),
];

const nameOf = ({ name }: ContainerSpec): string => name;

const commandText = ({ ownCommand }: ContainerSpec): string => (ownCommand ? 'its own' : "the image's");

const portText = ({ port, protocol = 'TCP' }: ContainerSpec['ports'][number]): string => `${port}/${protocol}`;

const addressTexts = ({ addresses = [] }: ContainerSpec): readonly string[] =>
  addresses.map(({ variable, host, port }) => `${host}:${port} in ${variable}`);

const referenceText = ({ kind, name, key, via }: TemplateRow['references'][number]): string =>
  `${key === undefined ? '' : `key ${key} of `}${kind} ${name} (${via})`;

const probeChanges = (kind: string, before: ProbeSpec | undefined, after: ProbeSpec | undefined): readonly string[] => {
  if (before === undefined || after === undefined) return presenceChange(`${kind} probe`, before, after);
  return mapChanges(`${kind} probe,`, { ...before }, { ...after });
};

const presenceChange = (what: string, before: unknown, after: unknown): readonly string[] => {
  if ((before === undefined) === (after === undefined)) return [];
  return [`${what} ${before === undefined ? 'added' : 'removed'}`];
};

type Scalars = Readonly<Record<string, string | number | undefined>>;

const mapChanges = (what: string, before: Scalars, after: Scalars): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
    valueChange(`${what} ${key}`, before[key], after[key]),
  );

const valueChange = (
  what: string,
  before: string | number | undefined,
  after: string | number | undefined,
): readonly string[] => (before === after ? [] : [`${what} ${before ?? 'none'} → ${after ?? 'none'}`]);

const nameChanges = (what: string, before: readonly string[], after: readonly string[]): readonly string[] => [
  ...after.filter((name) => !before.includes(name)).map((name) => `${what} ${name} added`),
  ...before.filter((name) => !after.includes(name)).map((name) => `${what} ${name} removed`),
];
