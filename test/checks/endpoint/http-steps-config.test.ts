import { expect, it } from 'vitest';
import httpSteps from '../../../checks/endpoint/http-steps.ts';
import { fillStep } from '../../../checks/endpoint/steps/fill-step.ts';
import { stepParams } from '../../../checks/endpoint/steps/step-params.ts';
import { initialValues } from '../../../checks/endpoint/steps/step-values.ts';
import { placeholderProblem, unescapePlaceholders } from '../../../src/config/file/placeholders.ts';
import { findSecretFields, plainTextProblem } from '../../../src/config/registrations/secret-fields.ts';

const problemsOf = (params: object): readonly string[] =>
  httpSteps.params.safeParse(params).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

const ASK = { name: 'ask', url: 'http://shop/' };

it('a name that nothing gives is refused at its place, with the nearest one', () => {
  const steps = [
    { ...ASK, capture: { token: { jsonPath: '$.t' } } },
    { name: 'next', url: 'http://shop/${tokn}' },
  ];
  expect(problemsOf({ steps })).toEqual([
    expect.stringMatching(/^steps\.1\.url: nothing gives \$\{tokn\}: .*did you mean "token"\?/),
  ]);
  expect(problemsOf({ steps: [{ ...steps[0], url: 'http://shop/${token}' }] })[0]).toContain('no earlier step');
  expect(
    problemsOf({ steps: [steps[0]], cleanup: [{ ...ASK, name: 'end', json: { t: ['${token}', '${runId}'] } }] }),
  ).toEqual([]);
});

it.each([
  [{ steps: [] }, 'steps: '],
  [{ steps: [ASK, { ...ASK, name: 'Ask!' }] }, 'steps.1.name: another step has this name'],
  [{ steps: [{ name: 'a', url: '/login' }] }, 'steps.0.url: a path needs baseUrl'],
  [{ steps: [{ ...ASK, capture: { a: { jsonPath: '$.a', header: 'b' } } }] }, 'steps.0.capture.a: give one of'],
  [{ steps: [{ ...ASK, capture: { a: {} } }] }, 'steps.0.capture.a: give one of'],
  [{ steps: [{ ...ASK, body: 'a', form: { b: 'c' } }] }, 'steps.0: body, json, form and bodyFile exclude each other'],
  [{ steps: [{ ...ASK, url: 'shop' }] }, 'steps.0.url: the URL is not one of http or https'],
])('%j is refused: %s', (params, words) => {
  expect(problemsOf(params).join('\n')).toContain(words);
});

it('is repeated only where every request changes nothing', () => {
  const repeatable = (params: object) =>
    (httpSteps.repeatable as (params: unknown) => boolean)(httpSteps.params.parse(params));
  expect(repeatable({ steps: [ASK] })).toBe(true);
  expect(repeatable({ steps: [{ ...ASK, json: {} }] })).toBe(false);
  expect(repeatable({ steps: [ASK], cleanup: [{ ...ASK, name: 'end', method: 'DELETE' }] })).toBe(false);
});

it('a credential stands in a step as a name or a reference, never as plain text', () => {
  const problemOf = (step: object) =>
    findSecretFields(httpSteps.params, { steps: [{ ...ASK, ...step }] })
      .map(plainTextProblem)
      .filter(Boolean);
  expect(problemOf({ headers: { authorization: 'Bearer ${token}' }, auth: { bearer: '${token}' } })).toEqual([]);
  expect(problemOf({ headers: { authorization: { env: 'T' } } })).toEqual([]);
  expect(problemOf({ headers: { authorization: 'Bearer abc' } })).toHaveLength(1);
  expect(problemOf({ url: 'http://user:pass@shop/' })).toHaveLength(1);
});

it('names in steps are no placeholders that somebody else should have replaced', () => {
  expect(placeholderProblem('/orders/${id}', ['checks', 'http-steps', 'steps', 0, 'url'])).toBeUndefined();
  expect(placeholderProblem('http://${id}', ['checks', 'http-endpoint', 'url'])).toContain('is not replaced');
  expect(unescapePlaceholders('$${id}', ['http-steps', 'cleanup', 0, 'body'])).toBe('$${id}');
});

it('a value is written as its place wants it', () => {
  const hostile = 'a/b "c" & $& ü\\';
  const values = initialValues({ v: hostile, n: '7', host: 'shop:8080', dots: '..' }, Date.now());
  values.set('n', { text: '7', json: 7 });
  values.set('next', { text: '../jobs/1?a=b', json: '', from: 'http://shop/v1/made/' });
  const fill = (step: object) => fillStep(stepParams().parse({ ...ASK, ...step }), values, 'http://base/api/');
  expect(fill({ url: '/x/${v}?q=${v}' }).url).toBe(
    `http://base/api/x/${encodeURIComponent(hostile)}?q=${encodeURIComponent(hostile)}`,
  );
  expect(fill({ url: 'http://${host}/${n}' }).url).toBe('http://shop:8080/7');
  expect(fill({ url: '${next}' }).url).toBe('http://shop/v1/jobs/1?a=b');
  expect(() => fill({ url: '/x/${dots}' })).toThrow('would lead to another path');
  expect(fill({ json: { text: 'v=${v}', n: '${n}', list: ['$${v}'] } }).json).toEqual({
    text: `v=${hostile}`,
    n: 7,
    list: ['${v}'],
  });
  const json = fill({ body: '{"v":"${v}"}', headers: { 'Content-Type': 'application/json; charset=utf-8' } });
  expect(JSON.parse(json.body ?? '')).toEqual({ v: hostile });
  const form = fill({ body: 'v=${v}&w=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  expect(new URLSearchParams(form.body).get('v')).toBe(hostile);
  expect(fill({ form: { v: '${v}' } }).form).toEqual({ v: hostile });
  expect(new RegExp(fill({ matches: '^${v}$' }).matches?.[0] ?? '').test(hostile)).toBe(true);
  values.set('line', { text: 'a\nb', json: '' });
  expect(() => fill({ headers: { x: '${line}' } })).toThrow('the header x cannot be sent');
});
