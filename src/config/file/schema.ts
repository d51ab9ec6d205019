import * as z from 'zod';
import type { CheckMetadata } from '../../check/check.ts';
import { parseSelector } from '../../kubernetes/objects/label-selector.ts';
import { UsageError } from '../../model/errors.ts';
import { ifThen } from '../json-schema/if-then.ts';
import { buildShape, everyWord, type WordFilter } from '../registrations/schema-parts.ts';
import { nameSchema, registrationParts, serviceParts, tuningParts } from '../registrations/tuning.ts';
import { isRegistrationKey } from '../registrations/tuning-keys.ts';
import { CLUSTER_SERVICE } from '../registrations/usages.ts';
import { alertmanagerSchema } from './alertmanager-schema.ts';

/** Mappings whose keys depend on the catalogue; registrations are made from the tree, not from this output. */
type CheckMappings = z.ZodType<Readonly<Record<string, unknown>>>;

/**
 * Schema of a whole config file for a catalogue: what validates and types it. Parameters are optional everywhere, since a
 * registration may have them from the tuning of its check, and only their names are looked at: the values are parsed for each
 * registration, with its secrets in place. `isWanted`: the words that need be known.
 * @throws {UsageError} when a check has a parameter named like a key of registrations.
 */
export const fileSchema = (catalogue: readonly CheckMetadata[], isWanted = everyWord) => {
  refuseParameterClashes(catalogue);
  return z.strictObject(buildShape(fileParts(catalogue, isWanted), isWanted));
};

const fileParts = (catalogue: readonly CheckMetadata[], isWanted: WordFilter) => ({
  cluster: () => z.string().min(1).optional().describe('Name of the cluster in reports, logs and telemetry'),
  namespaces: () =>
    z
      .array(namespaceSchema())
      .min(1)
      .optional()
      .describe("Where to look, unless --namespace says so; default: the pod's own namespace, or the context's"),
  ownChecks: () =>
    z
      .union([folderName(), z.array(folderName()).min(1)])
      .optional()
      .describe('Folders with checks of your own, relative to this file, unless --checks names some'),
  services: () =>
    z
      .record(serviceName(), serviceSchema(serviceChecksSchema(catalogue, isWanted), isWanted))
      .optional()
      .describe('What operators call a thing: its checks, and the objects of the cluster that belong to it'),
  checks: () =>
    tunedChecksSchema(catalogue, isWanted)
      .optional()
      .describe('Tunes or switches off checks of the catalogue, for all services'),
  ignore: () => z.array(ignoreSchema()).optional().describe('Findings that somebody decided to live with'),
  metrics: () =>
    z
      .strictObject({
        labels: z
          .record(labelName(), z.string().max(200))
          .optional()
          .describe('Attributes added to every metric: few, and with few values'),
      })
      .optional()
      .describe('Metrics'),
  alertmanager: () => alertmanagerSchema().optional(),
});

export type FileConfig = z.output<ReturnType<typeof fileSchema>>;

/** @throws {UsageError} when a check has a parameter named like a key of registrations. */
export const refuseParameterClashes = (catalogue: readonly CheckMetadata[]): void => {
  for (const { name, module, params } of catalogue) {
    const clash = Object.keys(params.shape ?? {}).find(isRegistrationKey);
    if (clash === undefined) continue;
    const where = module === undefined ? '' : ` of ${module}`;
    throw new UsageError(
      `check "${name}"${where}: a parameter cannot be named "${clash}", that key tunes checks`,
      'config',
    );
  }
};

const folderName = () => z.string().min(1);

const namespaceSchema = () =>
  z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, { error: 'this is no namespace name' });

const labelName = () =>
  z.string().regex(/^[A-Za-z_][A-Za-z0-9_.]*$/, {
    error: 'a label consists of letters, digits, "_" and ".", and does not begin with a digit',
  });

const serviceName = () =>
  nameSchema()
    .refine((name) => name !== CLUSTER_SERVICE, {
      error: `the service "${CLUSTER_SERVICE}" is always there: tune its checks under "checks"`,
    })
    .meta({ not: { const: CLUSTER_SERVICE } });

const selectorSchema = () =>
  z
    .string()
    .superRefine((text, context) => {
      try {
        if (parseSelector(text).expressions.length === 0) throw new Error('an empty selector would match everything');
      } catch (error) {
        context.addIssue({ code: 'custom', message: (error as Error).message });
      }
    })
    .meta({ minLength: 1 });

/** Schema of a service. */
export const serviceSchema = (uses: CheckMappings, isWanted = everyWord) =>
  z.strictObject(buildShape(servicePartsOf(uses), isWanted));

const servicePartsOf = (uses: CheckMappings) => ({
  ...serviceParts,
  workloads: () =>
    z
      .strictObject({ selector: selectorSchema().describe('Label selector: app=payments-api') })
      .optional()
      .describe('Objects of the cluster that are judged under this service'),
  checks: () => uses.optional().describe('Its checks, by the name of the check or by one of their own with "check"'),
  dependsOn: () => uses.optional().describe('What has to answer before it starts; same shape, group "dependency"'),
});

/** Schema of an item of `ignore`. */
export const ignoreSchema = () =>
  z
    .strictObject({
      check: z.string().exactOptional().describe('Name of a check or registration; default: all'),
      object: z.string().exactOptional().describe('kind/name or kind.group/name, a glob: pod/legacy-*; default: all'),
      namespace: z.string().exactOptional().describe('A glob; default: all'),
      container: z.string().exactOptional().describe('Name of a container; default: all'),
      reason: z.string().min(1).describe('Why; it is told in the report'),
      until: z.iso
        .date({ error: 'expected a day: 2026-12-31' })
        .exactOptional()
        .describe('The last day on which it holds, in UTC'),
    })
    .refine(({ check, object, namespace }) => (check ?? object ?? namespace) !== undefined, {
      error: 'this would ignore everything: name a check, an object or a namespace',
    })
    .meta(ifThen({ properties: { object: false, namespace: false } }, { required: ['check'] }));

/** Schema of `checks` of the file; the JSON Schema defines it under this title. */
const tunedChecksSchema = (catalogue: readonly CheckMetadata[], isWanted: WordFilter): CheckMappings =>
  z
    .strictObject(
      Object.fromEntries(
        catalogue.map((check) => [
          check.name,
          mappingFor(check, buildShape({ ...tuningParts, ...parameterParts(check) }, isWanted))
            .optional()
            .describe(check.title),
        ]),
      ),
    )
    .meta({ title: 'tunedChecks' });

/** Schema of `checks` and `dependsOn` of a service; the JSON Schema defines it under this title. */
const serviceChecksSchema = (catalogue: readonly CheckMetadata[], isWanted: WordFilter): CheckMappings => {
  const listed = catalogue.map((check) => {
    const parts = {
      name: registrationParts.name,
      check: () => z.literal(check.name).optional(),
      ...tuningParts,
      ...parameterParts(check),
    };
    const one = mappingFor(check, buildShape(parts, isWanted));
    return [check.name, z.union([one, z.array(one).min(1)]).optional()] as const;
  });
  const named = (isWanted('check') ? catalogue : []).map((check) =>
    mappingFor(check, {
      check: z.literal(check.name),
      ...buildShape({ ...tuningParts, ...parameterParts(check) }, isWanted),
    }),
  );
  const [first, ...others] = named;
  const shape = Object.fromEntries(listed);
  const schema =
    first === undefined
      ? z.strictObject(shape)
      : z.object(shape).catchall(z.discriminatedUnion('check', [first, ...others]));
  return schema.meta({ title: 'serviceChecks' });
};

const mappingFor = <Shape extends z.ZodRawShape>(check: CheckMetadata, shape: Shape) =>
  takesUnknownParameters(check) ? z.object(shape).catchall(z.unknown()) : z.strictObject(shape);

/** Whether a check takes parameters that its schema does not name, as a user's check without a schema does. */
export const takesUnknownParameters = ({ params }: CheckMetadata): boolean => {
  const { catchall } = params.def;
  return catchall !== undefined && catchall._zod.def.type !== 'never';
};

const parameterParts = ({ params }: CheckMetadata): Record<string, () => z.ZodType> =>
  Object.fromEntries(Object.keys(params.shape ?? {}).map((key) => [key, () => z.unknown().optional()]));
