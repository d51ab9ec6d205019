import picomatch from 'picomatch';
import { namesOfKind } from '../kubernetes/namesakes.ts';
import type { ObjectRef, ReportedFinding, Result } from '../model/result.ts';
import { anchorOfGlob, createAnchorSet, literalOf } from './glob-anchor.ts';
import type { IgnoreRule } from './ignore-rule.ts';

/** Finds the first of the rules that covers a finding, in the order of the rules; undefined when none does. */
export type IgnoreFinder = (result: Result, finding: ReportedFinding) => IgnoreRule | undefined;

/** An object with the names by which rules may mean it, in small letters. */
interface NamedRef {
  readonly names: readonly string[];
  readonly namespace: string;
  readonly container: string | undefined;
}

/** What a rule is tried on. */
interface IgnoreCandidate {
  readonly object: NamedRef | undefined;
  readonly objects: readonly NamedRef[];
}

interface CompiledRule {
  readonly rule: IgnoreRule;
  readonly position: number;
  readonly covers: (candidate: IgnoreCandidate) => boolean;
}

/** Of any check: no name of one. */
const ANY = '*';

/**
 * Indexes rules by their check and by the plain text that namespaces and objects must have for them: of tens of thousands only
 * those are tried whose text a finding has.
 */
export const indexIgnores = (ignores: readonly IgnoreRule[]): IgnoreFinder => {
  const namespaces = createAnchorSet();
  const objects = createAnchorSet();
  const buckets = new Map<string, CompiledRule[]>();
  for (const [position, rule] of ignores.entries()) {
    const place = namespaces.add(anchorOfGlob(rule.namespace ?? ANY));
    const name = objects.add(anchorOfGlob(rule.object?.toLowerCase() ?? ANY));
    const key = bucketKey(rule.check ?? ANY, place, name);
    const bucket = buckets.get(key) ?? [];
    bucket.push({ rule, position, covers: compileIgnore(rule) });
    buckets.set(key, bucket);
  }
  const bucketsOf = (checks: readonly string[], { names, namespace }: NamedRef): readonly CompiledRule[][] => {
    const named = [...new Set(names.flatMap(objects.find))];
    const keys = namespaces
      .find(namespace)
      .flatMap((place) => named.flatMap((name) => checks.map((check) => bucketKey(check, place, name))));
    return keys.map((key) => buckets.get(key)).filter((bucket) => bucket !== undefined);
  };
  return (result, finding) => {
    const candidate = candidateOf(finding);
    const checks = [...new Set([ANY, result.check, result.name])];
    const found = placesOf(candidate)
      .flatMap((ref) => bucketsOf(checks, ref))
      .flatMap((bucket) => bucket.find(({ covers }) => covers(candidate)) ?? []);
    return found.toSorted((one, next) => one.position - next.position)[0]?.rule;
  };
};

const bucketKey = (check: string, namespace: number, object: number): string => `${namespace} ${object} ${check}`;

const candidateOf = ({ object, objects }: ReportedFinding): IgnoreCandidate => ({
  object: object === undefined ? undefined : nameRef(object),
  objects: objects.map(nameRef),
});

const nameRef = (ref: ObjectRef): NamedRef => ({
  names: namesOfKind(ref).map((kind) => `${kind}/${ref.name}`.toLowerCase()),
  namespace: ref.namespace ?? '',
  container: ref.container,
});

const NO_OBJECT: NamedRef = { names: [''], namespace: '', container: undefined };

/** A rule covers a finding by its owner, or when it covers each of its objects: so the first of them tells. */
const placesOf = ({ object, objects }: IgnoreCandidate): readonly NamedRef[] => {
  const refs = [object, objects[0]].filter((ref) => ref !== undefined);
  return refs.length === 0 ? [NO_OBJECT] : refs;
};

/** Of 10,000 globs most are never tried, and each takes a tenth of a millisecond to compile. */
const matcherOf = (glob: string): ((text: string) => boolean) => {
  const literal = literalOf(glob);
  if (literal !== undefined) return (text) => text === literal;
  let matches: ((text: string) => boolean) | undefined;
  return (text) => {
    matches ??= picomatch(glob);
    return matches(text);
  };
};

const compileIgnore = ({ container, ...ignore }: IgnoreRule): CompiledRule['covers'] => {
  const object = ignore.object === undefined ? () => true : matcherOf(ignore.object.toLowerCase());
  const namespace = ignore.namespace === undefined ? () => true : matcherOf(ignore.namespace);
  const holds = (ref: NamedRef) =>
    ref.names.some(object) && namespace(ref.namespace) && (container === undefined || container === ref.container);
  return (candidate) => coversObjects(candidate, ignore, holds);
};

/** A finding on several pods is covered when its owner is, or every single one of them. */
const coversObjects = (
  { object, objects }: IgnoreCandidate,
  ignore: Pick<IgnoreRule, 'object' | 'namespace'>,
  holds: (ref: NamedRef) => boolean,
): boolean => {
  if (object !== undefined && holds(object)) return true;
  if (objects.length > 0) return objects.every(holds);
  return object === undefined && ignore.object === undefined && ignore.namespace === undefined;
};
