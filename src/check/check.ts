import type * as z from 'zod';
import type { ViewName } from '../kubernetes/resources.ts';
import type { Json } from '../model/json.ts';
import type { ReportedReason } from '../model/reasons.ts';
import type { Assertion, Finding } from '../model/result.ts';
import type { Severity } from '../model/severity.ts';
import type { ProbeName } from '../probes/index.ts';
import type { ConnectTo } from '../probes/probe.ts';
import type { TraceContext } from '../process/trace-context.ts';
import type { CheckSources, SourceName } from './sources.ts';

export const checkGroups = [
  'pods',
  'workloads',
  'scaling',
  'network',
  'storage',
  'resources',
  'nodes',
  'namespaces',
  'api',
  'images',
  'hygiene',
  'endpoint',
  'database',
  'queue',
  'slo',
  'custom',
  'dependency',
] as const;
export type CheckGroup = (typeof checkGroups)[number];

/** What every check gets beside the sources that it names. */
export interface CheckContext<Params> {
  readonly params: Params;
  /** The service of the registration. */
  readonly service: string;
  /** Milliseconds since the epoch, by the API server's clock, or when the snapshot was taken. */
  readonly now: number;
  /** Aborts when the attempt has to end. */
  readonly signal: AbortSignal;
  /** Records a number; `unit` is `s`, `%`, `By` or empty. */
  measure(name: string, value: number, unit?: string): void;
  /** Records a comparison, whatever its outcome. */
  assertion(assertion: Assertion): void;
  /** Adds a note to the result; it changes no status. */
  note(text: string): void;
  /** Records how many objects of a kind were looked at; rows of views are counted by the run. */
  looked(what: string, count: number): void;
  /** Hides a text that the check has learnt, a token for one, in everything that is written from now on. */
  secret(text: string): void;
  /** Milliseconds that the attempt has left. */
  remainingMs(): number;
}

type OptionalSources<W extends ViewName> = { readonly [K in W]?: CheckSources[K] | undefined };

/** The parameter that is given to a check in place of a `target`, a Service that the run has looked up. */
export type TargetAddress = 'url' | 'webSocketUrl' | 'baseUrl' | 'endpoint' | 'host' | 'hosts';

/** A parameter, and the lists that each of its keys asks for: `limitsFrom: { deployment: scorer }` wants Deployments. */
export interface WantedBy<W extends ViewName = ViewName> {
  readonly parameter: string;
  readonly views: { readonly [key in string]: readonly W[] };
  /** Where the parameter is a `target`: what the check is given in place of it. */
  readonly address?: TargetAddress;
}

/** A parameter whose keys and values name views that the catalogue does not know. Without it the check does not run. */
export interface NamedViews {
  readonly parameter: string;
  /** The views; none of what has the wrong shape, which the schema of the parameters reports. */
  readonly viewsOf: (named: unknown) => readonly ViewName[];
}

/** A definition: what is judged, and how. One file under `checks/`, named like the check. */
export interface CheckDefinition<N extends SourceName, W extends ViewName, P extends z.ZodObject> {
  readonly group: Exclude<CheckGroup, 'dependency'>;
  readonly name: string;
  /** True when all is well. */
  readonly title: string;
  readonly why: string;
  /** What to do about it; ends with a full stop. */
  readonly remedy: string;
  /** The same where a finding has one of these reasons, for which `remedy` would not fit. */
  readonly remedies?: { readonly [reason in ReportedReason]?: string };
  readonly severity: Severity;
  /** Of the whole check with its attempts, as a duration text. Default `10s`. */
  readonly timeout?: string;
  /** False: off by default; `-g`, `-n` or `enabled: true` switch it on. */
  readonly enabled?: boolean;
  /** Off by default, and run only when `-n` names it: what it calls ill is normal to whoever selects its group. */
  readonly onlyByName?: true;
  /** False when a second attempt may do harm: it writes, or starts a program. Default true. A function decides by parameters. */
  readonly repeatable?: boolean | ((params: z.output<P>) => boolean);
  /** Without them the result is `error`. Views are rows of the cluster, probes are functions. */
  readonly needs: readonly N[];
  /** Views that it can do without; they are undefined when they could not be read. */
  readonly wants?: readonly W[];
  /** Lists that it wants only where a parameter names an object of them. Default: it wants all, always. */
  readonly wantedBy?: WantedBy<W>;
  /** Further lists, which it judges alone and wants. */
  readonly namedViews?: NamedViews;
  /** Views whose rows it judges; where all of them are empty the result is `skipped`. Default: the first view that it needs. */
  readonly judges?: readonly Extract<N | W, ViewName>[];
  /** The parameter that names the object that it judges: where it is set, the selector of the service narrows nothing. */
  readonly targetParameter?: Extract<keyof z.output<P>, string>;
  readonly params: P;
  /** Lines of YAML with the parameters of a typical use; default: those that have a default, with it. */
  readonly example?: string;
  run(
    context: Pick<CheckSources, N> & OptionalSources<W> & CheckContext<z.output<P>>,
  ): FindingList | Promise<FindingList>;
}

/**
 * A check of any shape. `run` takes `never` for what differs, so that every definition fits into one list without
 * a cast; the only cast is where the run hands over parsed parameters.
 */
export interface Check
  extends Omit<
    CheckDefinition<never, never, z.ZodObject>,
    'needs' | 'wants' | 'wantedBy' | 'judges' | 'run' | 'params' | 'repeatable' | 'targetParameter'
  > {
  readonly needs: readonly SourceName[];
  readonly wants?: readonly ViewName[];
  readonly wantedBy?: WantedBy;
  readonly judges?: readonly ViewName[];
  readonly targetParameter?: string;
  readonly params: z.ZodObject;
  readonly repeatable?: boolean | ((params: never) => boolean);
  /** What `params` makes of nothing, where the bundle has it ready: then no schema is built. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  run(context: never): FindingList | Promise<FindingList>;
}

/** A check without its functions: all that selection, configuration and docs use. */
export interface CheckMetadata extends Omit<Check, 'run' | 'repeatable'> {
  readonly repeatable?: Check['repeatable'];
  /** File of a user's check; built-in ones have none. */
  readonly module?: string;
}

/** What a check returns: a list, or a generator of findings where there may be more than memory has room for. */
export type FindingList = readonly Finding[] | Generator<Finding, void, undefined>;

/** Returns its argument; by its types, `run` can read only the sources that the check declares. */
export const defineCheck = <
  const N extends SourceName = never,
  const W extends ViewName = never,
  P extends z.ZodObject = z.ZodObject,
>(
  definition: CheckDefinition<N, W, P>,
): CheckDefinition<N, W, P> => definition;

/** A check bound to a service with its parameters: what filters select, what runs, what a result is about. */
export interface Registration {
  /** `service/name`, unique in a run. */
  readonly id: string;
  /** Name in results: the check's, or one of its own. */
  readonly name: string;
  /** Name of the check in the catalogue. */
  readonly check: string;
  readonly group: CheckGroup;
  /** `cluster`, or a service of the config. */
  readonly service: string;
  readonly title: string;
  readonly remedy: string;
  readonly remedies?: Check['remedies'];
  readonly severity: Severity;
  readonly runbook: string | null;
  readonly enabled: boolean;
  /** By the config (`enabled: false`) or the check (`onlyByName`): `-n` still selects it, `-g` does not, unlike a check that is off by default. */
  readonly switchedOff?: boolean;
  readonly timeoutMs: number;
  readonly retry: RetryPolicy;
  readonly repeatable: boolean;
  /** Input of the check's parameter schema, with secrets resolved. */
  readonly params: Json;
  /** Output of that schema; absent for users' checks, which parse where they run. Survives structured clone. */
  readonly parsed?: Readonly<Record<string, unknown>>;
  readonly views: readonly ViewName[];
  readonly wantedViews: readonly ViewName[];
  /** Of the check, where it says so; else {@link judgedViews} are the first that it needs, or all that it wants. */
  readonly judges?: readonly ViewName[];
  readonly probes: readonly ProbeName[];
  /** For cluster checks: label selector of the objects of the service. */
  readonly selector?: string;
  /** Selectors of services: findings on objects that one of them matches are reported there, not here. */
  readonly claimed?: readonly string[];
  /** Module of a user's check; built-in ones have none. */
  readonly module?: string;
  /** Where it may name a Service as its `target`: the parameter that the address goes into. */
  readonly targetAddress?: TargetAddress;
  /** Another address for what its probes connect to: that of one replica, or of a way through the API server. */
  readonly connectTo?: ConnectTo;
  /** The trace that its run belongs to, where traces are sent. */
  readonly trace?: TraceContext;
  /** Why it cannot run: an unresolved secret, for one. Its result is `error`/`config`. */
  readonly problem?: string;
  /** Whether the problem is the form of a secret that is there. */
  readonly malformed?: boolean;
}

export interface RetryPolicy {
  /** At least 1. */
  readonly attempts: number;
  /** Pause before the second attempt, doubled for each further one. */
  readonly backoffMs: number;
  /** Limit of one attempt; null: what the check's timeout leaves to each. */
  readonly attemptTimeoutMs: number | null;
}
