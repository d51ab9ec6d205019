import * as z from 'zod';
import { checkGroups } from '../../check/check.ts';
import { resourceNames, type ViewName } from '../../kubernetes/resources.ts';
import type { Json } from '../../model/json.ts';
import { isOwnReason, reasons } from '../../model/reasons.ts';
import { severities } from '../../model/severity.ts';
import { probeLoaders } from '../../probes/index.ts';
import { parseDuration } from '../../text/duration-text.ts';
import { findNearestWord, suggestAlternatives } from '../../text/nearest-word.ts';

const VIEW_NAMES = [...resourceNames.filter((name) => name !== 'events'), 'apiServers'] as readonly ViewName[];
const SOURCE_NAMES: readonly string[] = [...VIEW_NAMES, ...Object.keys(probeLoaders)];

/** A source that a check names; that it needs what nobody has is no reason to leave it out in silence. */
const sourceName = (known: readonly string[]) =>
  z.string().refine((name) => known.includes(name), {
    error: ({ input }) => `it needs "${input}", which kavmon does not have: ${suggestAlternatives(`${input}`, known)}`,
  });

const reasonName = z.string().refine((name) => Object.hasOwn(reasons, name) || isOwnReason(name), {
  error: ({ input }) => `the reason "${input}" is unknown${nearestText(`${input}`, Object.keys(reasons))}`,
});

const nearestText = (word: string, known: readonly string[]): string => {
  const nearest = findNearestWord(word, known);
  return nearest === undefined ? '' : `: did you mean "${nearest}"?`;
};

/** What of a user's check can be sent to another process. */
export const moduleFields = {
  name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be kebab-case: queue-depth'),
  group: z.enum(checkGroups).exclude(['dependency']).default('custom'),
  title: z.string().min(1),
  why: z.string().default(''),
  remedy: z.string().default(''),
  remedies: z.record(reasonName, z.string()).exactOptional(),
  severity: z.enum(severities).default('sev3'),
  timeout: z
    .string()
    .refine((text) => parseDuration(text) !== undefined, 'is no duration: 250ms, 5s, 10m')
    .exactOptional(),
  enabled: z.boolean().exactOptional(),
  example: z.string().exactOptional(),
  needs: z.array(sourceName(SOURCE_NAMES)).default([]),
  wants: z.array(sourceName(VIEW_NAMES)).default([]),
  judges: z.array(z.string()).exactOptional(),
};

const moduleDataSchema = z.object(moduleFields);

/** The data of a user's check: its fields but the functions and the schema of its parameters. */
export type ModuleData = z.output<typeof moduleDataSchema>;

/** The metadata of a user's check: everything but its functions, so that it can be sent to another process. */
export interface ModuleDescription extends ModuleData {
  /** False when the module decides it from the parameters. */
  readonly repeatable: boolean;
  /** JSON Schema of the parameters as the configuration writes them; null: the module takes any. */
  readonly params: Json | null;
}

/** The metadata of a module, or why it cannot be used: lines that begin with a file and, where it is known, a position. */
export type LoadedModule =
  | { readonly kind: 'described'; readonly file: string; readonly check: ModuleDescription }
  | { readonly kind: 'broken'; readonly file: string; readonly problems: string[] };

/** A description as it comes from the process that loaded the module. */
export const describedSchema: z.ZodType<ModuleDescription> = moduleDataSchema.extend({
  repeatable: z.boolean(),
  params: z.json(),
});
