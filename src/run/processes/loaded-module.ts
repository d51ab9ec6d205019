import * as z from 'zod';
import { type Check, checkGroups } from '../../check/check.ts';
import type { Json } from '../../model/json.ts';
import { severities } from '../../model/severity.ts';
import { describeThrown } from '../attempt/error-verdict.ts';

/** The metadata of a user's check: everything but its functions, so that it can be sent to another process. */
export interface ModuleDescription {
  readonly name: string;
  readonly group: Check['group'];
  readonly title: string;
  readonly why: string;
  readonly remedy: string;
  readonly severity: Check['severity'];
  readonly timeout?: string;
  readonly enabled?: boolean;
  /** False when the module decides it from the parameters. */
  readonly repeatable: boolean;
  readonly needs: readonly string[];
  readonly wants: readonly string[];
  readonly judges?: readonly string[];
  /** JSON Schema of the parameters as the configuration writes them; null: the module takes any. */
  readonly params: Json | null;
}

/** The metadata of a module, or why it cannot be used. */
export type LoadedModule =
  | { readonly kind: 'described'; readonly file: string; readonly check: ModuleDescription }
  | { readonly kind: 'broken'; readonly file: string; readonly cause: string };

/** Reads the metadata of a module; anything wrong with it becomes the cause. Never rejects. */
export const describeModule = async (file: string, load: (file: string) => Promise<Check>): Promise<LoadedModule> => {
  try {
    return { kind: 'described', file, check: moduleDescription(await load(file)) };
  } catch (error) {
    return { kind: 'broken', file, cause: describeThrown(error) };
  }
};

const moduleShape = z.object({
  name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be kebab-case'),
  group: z.enum(checkGroups).exclude(['dependency']).default('custom'),
  title: z.string().min(1),
  why: z.string().default(''),
  remedy: z.string().default(''),
  severity: z.enum(severities).default('sev3'),
  timeout: z.string().optional(),
  enabled: z.boolean().optional(),
  needs: z.array(z.string()).default([]),
  wants: z.array(z.string()).default([]),
  judges: z.array(z.string()).optional(),
});

/** A description as it comes from the process that loaded the module. */
export const describedSchema: z.ZodType<ModuleDescription> = moduleShape.extend({
  timeout: z.string().exactOptional(),
  enabled: z.boolean().exactOptional(),
  judges: z.array(z.string()).exactOptional(),
  repeatable: z.boolean(),
  params: z.json(),
});

const moduleDescription = (check: Check): ModuleDescription => {
  const parsed = moduleShape.safeParse(check);
  if (!parsed.success) throw new TypeError(z.prettifyError(parsed.error));
  const { timeout, enabled, judges, ...rest } = parsed.data;
  return {
    ...rest,
    repeatable: check.repeatable === undefined || check.repeatable === true,
    ...(timeout === undefined ? {} : { timeout }),
    ...(enabled === undefined ? {} : { enabled }),
    ...(judges === undefined ? {} : { judges }),
    params: parameterSchema(check.params),
  };
};

const parameterSchema = (params: Check['params'] | undefined): Json | null => {
  if (params === undefined) return null;
  if (typeof params !== 'object' || !('_zod' in params)) throw new TypeError('params is no zod schema');
  return JSON.parse(JSON.stringify(z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' })));
};
