import picomatch from 'picomatch';
import { namesOfKind } from '../kubernetes/namesakes.ts';
import type { ObjectRef, ReportedFinding, Result } from '../model/result.ts';
import type { IgnoreRule } from './ignore-rule.ts';

/** Finds the first of the rules that covers a finding, in the order of the rules; undefined when none does. */
export type IgnoreFinder = (result: Result, finding: ReportedFinding) => IgnoreRule | undefined;

interface CompiledRule {
  readonly rule: IgnoreRule;
  readonly position: number;
  readonly covers: (result: Result, finding: ReportedFinding) => boolean;
}

/**
 * Indexes rules that name one object, as annotations do, by it: of tens of thousands only those of the object of a finding
 * are looked at, and those with wildcards.
 */
export const indexIgnores = (ignores: readonly IgnoreRule[]): IgnoreFinder => {
  const byObject = new Map<string, CompiledRule[]>();
  const others: CompiledRule[] = [];
  for (const [position, rule] of ignores.entries()) {
    const compiled = { rule, position, covers: compileIgnore(rule) };
    const key = keyOfRule(rule);
    const bucket = key === undefined ? others : (byObject.get(key) ?? []);
    bucket.push(compiled);
    if (key !== undefined) byObject.set(key, bucket);
  }
  return (result, finding) => {
    const coversFinding = ({ covers }: CompiledRule) => covers(result, finding);
    const named = keysOfFinding(finding).flatMap((key) => byObject.get(key)?.find(coversFinding) ?? []);
    const other = others.find(coversFinding);
    const found = other === undefined ? named : [...named, other];
    return found.toSorted((one, next) => one.position - next.position)[0]?.rule;
  };
};

/** Any namespace: no name of one. */
const ANY = '*';

const keyOfRule = ({ object, namespace = ANY }: IgnoreRule): string | undefined => {
  const name = object === undefined ? undefined : literalOf(object);
  const place = namespace === ANY ? ANY : literalOf(namespace);
  return name === undefined || place === undefined ? undefined : `${place} ${name.toLowerCase()}`;
};

/** A rule about one object covers a finding by its owner, or when each of its objects is that one: so the first of them tells. */
const keysOfFinding = ({ object, objects }: ReportedFinding): readonly string[] => {
  const refs = [object, objects[0]].filter((ref) => ref !== undefined);
  const keysOf = (ref: ObjectRef): readonly string[] =>
    plainNames(ref).flatMap((name) => [`${ref.namespace ?? ''} ${name}`, `${ANY} ${name}`]);
  return [...new Set(refs.flatMap(keysOf))];
};

const plainNames = (ref: ObjectRef): readonly string[] =>
  namesOfKind(ref).map((kind) => `${kind.toLowerCase()}/${ref.name}`);

const WILDCARD = /[\\*?[\]{}()!+@]/g;

/** The glob that matches this text and nothing else. */
export const escapeGlob = (text: string): string => text.replace(WILDCARD, '\\$&');

/** The only text that the glob matches; undefined when it has wildcards. */
const literalOf = (glob: string): string | undefined => {
  const text = glob.replace(/\\([\\*?[\]{}()!+@])/g, '$1');
  return escapeGlob(text) === glob ? text : undefined;
};

const matcherOf = (glob: string): ((text: string) => boolean) => {
  const literal = literalOf(glob);
  return literal === undefined ? picomatch(glob) : (text) => text === literal;
};

const compileIgnore = ({ check, container, ...ignore }: IgnoreRule): CompiledRule['covers'] => {
  const object = ignore.object === undefined ? () => true : matcherOf(ignore.object.toLowerCase());
  const namespace = ignore.namespace === undefined ? () => true : matcherOf(ignore.namespace);
  const holds = (ref: ObjectRef) =>
    plainNames(ref).some(object) &&
    namespace(ref.namespace ?? '') &&
    (container === undefined || container === ref.container);
  return (result, finding) =>
    (check === undefined || check === result.check || check === result.name) && coversObjects(finding, ignore, holds);
};

/** A finding on several pods is covered when its owner is, or every single one of them. */
const coversObjects = (
  { object, objects }: ReportedFinding,
  ignore: Pick<IgnoreRule, 'object' | 'namespace'>,
  holds: (ref: ObjectRef) => boolean,
): boolean => {
  if (object !== undefined && holds(object)) return true;
  if (objects.length > 0) return objects.every(holds);
  return object === undefined && ignore.object === undefined && ignore.namespace === undefined;
};
