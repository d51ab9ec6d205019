import * as z from 'zod';
import type { Described } from '../../check/check.ts';
import { parseSelector } from '../../kubernetes/objects/label-selector.ts';
import { UsageError } from '../../model/errors.ts';
import { bearing, nameSchema, tuning } from '../registrations/tuning.ts';
import { isTuningKey } from '../registrations/tuning-keys.ts';

/** Mappings whose keys hang on the catalogue; the registrations read them from the located tree. */
type Keyed = z.ZodType<Readonly<Record<string, unknown>>>;

/** `known`: only the names of parameters are looked at; `whole`: their values too. */
type Depth = 'known' | 'whole';

/** The parameters of a check as part of a mapping. */
type ParametersOf = (check: Described) => Record<string, z.ZodType>;

/**
 * Schema of a whole config file for a catalogue: what validates it, types it, and is published as JSON Schema. Parameters
 * are optional everywhere, since a registration may have them from the tuning of its check. Files are validated with their
 * names only: the values are parsed for each registration, with its secrets in place.
 * @throws {UsageError} when a check has a parameter named like a tuning key.
 */
export const fileSchema = (catalogue: readonly Described[], depth: Depth = 'known') => {
  for (const check of catalogue) refuseClashes(check);
  const parametersOf = depth === 'whole' ? oncePerCheck(wholeParameters) : knownParameters;
  const uses = usesSchema(catalogue, parametersOf);
  return z.strictObject({
    cluster: z.string().min(1).optional().describe('Name of the cluster in reports, logs and metrics'),
    namespaces: z
      .array(namespaceSchema)
      .min(1)
      .optional()
      .describe("Where to look, unless --namespace says so; default: the pod's own namespace, or the context's"),
    services: z
      .record(serviceName, serviceSchema(uses))
      .optional()
      .describe('What operators call a thing: its checks, and the objects of the cluster that belong to it'),
    checks: tunedChecks(catalogue, parametersOf)
      .optional()
      .describe('Tunes or switches off checks of the catalogue, for all services'),
    ignore: z.array(ignoreSchema).optional().describe('Findings that somebody decided to live with'),
    metrics: z
      .strictObject({
        labels: z
          .record(labelName, z.string().max(200))
          .optional()
          .describe('Attributes added to every metric: few, and with few values'),
      })
      .optional()
      .describe('Metrics'),
  });
};

export type FileConfig = z.output<ReturnType<typeof fileSchema>>;

const refuseClashes = ({ name, module, params }: Described): void => {
  const clash = Object.keys(params.shape ?? {}).find(isTuningKey);
  if (clash === undefined) return;
  const where = module === undefined ? '' : ` of ${module}`;
  throw new UsageError(
    `check "${name}"${where}: a parameter cannot be named "${clash}", that key tunes checks`,
    'config',
  );
};

const namespaceSchema = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, { error: 'this is no namespace name' });

const labelName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_.]*$/, {
  error: 'a label consists of letters, digits, "_" and ".", and does not begin with a digit',
});

const serviceName = nameSchema().refine((name) => name !== 'cluster', {
  error: 'the service "cluster" is always there: tune its checks under "checks"',
});

const selectorSchema = z.string().superRefine((text, context) => {
  try {
    if (parseSelector(text).expressions.length === 0) throw new Error('an empty selector would match everything');
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
  }
});

/** What stands under the name of a service. */
export const serviceSchema = (uses: Keyed) =>
  z.strictObject({
    ...bearing,
    workloads: z
      .strictObject({ selector: selectorSchema.describe('Label selector: app=payments-api') })
      .optional()
      .describe('Objects of the cluster that are judged under this service'),
    checks: uses.optional().describe('Its checks, by the name of the check or by one of their own with "check"'),
    dependsOn: uses.optional().describe('What has to answer before it starts; same shape, group "dependency"'),
  });

/** An item of `ignore`. */
export const ignoreSchema = z
  .strictObject({
    check: z.string().exactOptional().describe('Name of a check or registration; default: all'),
    object: z.string().exactOptional().describe('kind/name, a glob: pod/legacy-*; default: all'),
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
  });

const tunedChecks = (catalogue: readonly Described[], parametersOf: ParametersOf): Keyed =>
  z.strictObject(
    Object.fromEntries(
      catalogue.map((check) => [
        check.name,
        mappingFor(check, { ...tuning, ...parametersOf(check) })
          .optional()
          .describe(check.title),
      ]),
    ),
  );

/** What stands under `checks` and `dependsOn` of a service. */
const usesSchema = (catalogue: readonly Described[], parametersOf: ParametersOf): Keyed => {
  const named = catalogue.map((check) => {
    const one = mappingFor(check, {
      name: nameSchema()
        .optional()
        .describe('Name in filters and results; default: that of the check, numbered in a list'),
      check: z.literal(check.name).optional(),
      ...tuning,
      ...parametersOf(check),
    });
    return [
      check.name,
      z
        .union([one, z.array(one).min(1)])
        .optional()
        .describe(check.title),
    ] as const;
  });
  const own = catalogue.map((check) =>
    mappingFor(check, { check: z.literal(check.name).describe('The check'), ...tuning, ...parametersOf(check) }),
  );
  const [first, ...others] = own;
  const shape = Object.fromEntries(named);
  if (first === undefined) return z.strictObject(shape);
  return z
    .object(shape)
    .catchall(z.discriminatedUnion('check', [first, ...others]))
    .meta({ id: 'uses' });
};

/** Closed, unless the parameters of the check are open themselves: those of a user's check without a schema are. */
const mappingFor = <Shape extends z.ZodRawShape>({ params }: Described, shape: Shape) => {
  const { catchall } = params.def;
  const isOpen = catchall !== undefined && catchall._zod.def.type !== 'never';
  return isOpen ? z.object(shape).catchall(z.unknown()) : z.strictObject(shape);
};

const knownParameters: ParametersOf = ({ params }) =>
  Object.fromEntries(Object.keys(params.shape ?? {}).map((key) => [key, z.unknown().optional()]));

/** The JSON Schema takes two schemas with one id for a mistake. */
const oncePerCheck = (parametersOf: ParametersOf): ParametersOf => {
  const known = new Map<Described, ReturnType<ParametersOf>>();
  return (check) => {
    const parameters = known.get(check) ?? parametersOf(check);
    known.set(check, parameters);
    return parameters;
  };
};

/** Each parameter with an id, so that the JSON Schema holds it once. */
const wholeParameters: ParametersOf = ({ name, params }) =>
  Object.fromEntries(
    Object.entries(params.shape ?? {}).map(([key, schema]) => [
      key,
      z.optional((schema as z.ZodType).meta({ id: `${name}.${key}` })),
    ]),
  );
