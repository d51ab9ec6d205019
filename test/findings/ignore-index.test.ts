import { describe, expect, it } from 'vitest';
import { annotatedIgnores, createSuppression } from '../../src/findings/ignore.ts';
import { indexIgnores } from '../../src/findings/ignore-index.ts';
import type { IgnoreRule } from '../../src/findings/ignore-rule.ts';
import { makeFinding, makeResult } from '../support/sample-report.ts';

const result = makeResult({ status: 'failed' });
const podRef = (name: string, namespace = 'shop') => ({ kind: 'Pod', namespace, name });
const findingOf = (name: string, namespace?: string) =>
  makeFinding({ object: podRef(name, namespace), objects: [podRef(name, namespace)] });

const reasonFor = (rules: readonly Omit<IgnoreRule, 'reason'>[], finding = findingOf('web-1')) =>
  indexIgnores(rules.map((rule, index) => ({ ...rule, reason: `${index}` })))(result, finding)?.reason;

describe('ignores by their objects', () => {
  it('find the first of the rules, with wildcards or without', () => {
    expect(reasonFor([{ object: 'pod/web-*' }, { object: 'pod/web-1' }])).toBe('0');
    expect(reasonFor([{ object: 'pod/web-1' }, { object: 'pod/web-*' }])).toBe('0');
    expect(reasonFor([{ object: 'pod/web-2' }, { check: 'other' }, { namespace: 'shop' }])).toBe('2');
  });

  it.each([
    ['any namespace', { object: 'Pod/web-1' }, '0'],
    ['a pattern of its namespace', { object: 'pod/web-1', namespace: 'sh*' }, '0'],
    ['its namespace', { object: 'pod/web-1', namespace: 'shop' }, '0'],
    ['another namespace', { object: 'pod/web-1', namespace: 'prod' }, undefined],
    ['no namespace', { object: 'pod/web-1', namespace: '' }, undefined],
    ['a container', { object: 'pod/web-1', container: 'sidecar' }, undefined],
  ])('of one object and %s say of the object what they say', (_, rule, reason) => {
    expect(reasonFor([rule])).toBe(reason);
  });

  it.each([
    ['Service/web', undefined, '0'],
    ['Service/web', 'serving.knative.dev', undefined],
    ['service.serving.knative.dev/web', 'serving.knative.dev', '0'],
    ['service.serving.knative.dev/web', undefined, undefined],
    ['service*/w*', 'serving.knative.dev', '0'],
    ['Certificate/web', 'cert-manager.io', '0'],
    ['certificate.cert-manager.io/web', 'cert-manager.io', '0'],
    ['certificate.acme.test/web', 'cert-manager.io', undefined],
  ])('`%s` and an object of the group %s: %s', (object, group, reason) => {
    const [kind = ''] = object.replace('service', 'Service').replace('certificate', 'Certificate').split(/[./*]/);
    const ref = { kind, ...(group !== undefined && { group }), namespace: 'shop', name: 'web' };
    expect(reasonFor([{ object }], makeFinding({ object: ref, objects: [] }))).toBe(reason);
  });

  it('in an annotation are about that object, not about its namesake', () => {
    const ref = { kind: 'Service', group: 'serving.knative.dev', namespace: 'shop', name: 'web' };
    const [rule] = annotatedIgnores({ knativeServices: { rows: [{ ref, ignore: '*: known' }] } } as never);
    const { group: _, ...core } = ref;
    expect(reasonFor([rule as IgnoreRule], makeFinding({ object: ref, objects: [] }))).toBe('0');
    expect(reasonFor([rule as IgnoreRule], makeFinding({ object: core, objects: [] }))).toBe(undefined);
  });

  it('take characters of patterns in a name as they are', () => {
    const [rule] = annotatedIgnores({ pods: { rows: [{ ref: podRef('we*b(1)'), ignore: '*: known' }] } } as never);
    expect(rule?.object).not.toBe('Pod/we*b(1)');
    expect(reasonFor([rule as IgnoreRule], findingOf('we*b(1)'))).toBe('0');
    expect(reasonFor([rule as IgnoreRule], findingOf('weeb(1)'))).toBe(undefined);
  });

  it('cost no more for each finding when 10,000 objects have one: all are looked up within five seconds', () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `web-${index}`);
    const rows = names.map((name) => ({ ref: podRef(name), ignore: 'crash-loops: known' }));
    const began = performance.now();
    const { keeps, outcome } = createSuppression(annotatedIgnores({ pods: { rows } } as never), 0);
    expect(names.filter((name) => keeps(result, findingOf(name)))).toEqual([]);
    // One after another it was more than a minute.
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(outcome().used).toHaveLength(10_000);
  });

  it.each([
    ['begin alike', (n: number) => ({ object: `pod/legacy-${n}-*` })],
    ['end alike', (n: number) => ({ object: `*/*-legacy-${n}` })],
    ['have it in the middle', (n: number) => ({ object: `pod/*-legacy${n}-*` })],
    ['are of any pod of a namespace', (n: number) => ({ object: 'pod/*', namespace: `team-${n}` })],
    ['are of one check and namespaces alike', (n: number) => ({ check: result.check, namespace: `*-team${n}-*` })],
  ])('cost no more for each finding when 10,000 have wildcards and %s', (_, ruleOf) => {
    const rules = Array.from({ length: 10_000 }, (_, n) => ({ ...ruleOf(n), reason: 'known' }));
    const find = indexIgnores([...rules, { object: 'pod/web-4999', reason: 'last' }]);
    const began = performance.now();
    const found = Array.from({ length: 5_000 }, (_, n) => find(result, findingOf(`web-${n}`))?.reason);
    // One after another it was minutes.
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(found.filter((reason) => reason !== undefined)).toEqual(['last']);
  });
});
