import { expect, it } from 'vitest';
import { keepJudgedFields } from '../../../src/kubernetes/snapshot/judged-fields.ts';

it('a custom resource is saved with nothing but what is judged', () => {
  const object = {
    metadata: { name: 'a', managedFields: [{}], labels: { app: 'a' } },
    spec: { secretName: 'tls', privateKey: 'canary', issuerRef: { name: 'acme' } },
    status: { conditions: [{ type: 'Ready' }], observedGeneration: 3, token: 'canary', notAfter: 'later' },
  };
  expect(keepJudgedFields(object, ['spec.secretName', 'status.notAfter', 'status.phase'])).toEqual({
    metadata: { name: 'a', labels: { app: 'a' } },
    spec: { secretName: 'tls' },
    status: { conditions: [{ type: 'Ready' }], observedGeneration: 3, notAfter: 'later' },
  });
});

it('an object without a status is saved without one', () => {
  expect(keepJudgedFields({ metadata: { name: 'a' } }, ['status.phase'])).toEqual({
    metadata: { name: 'a' },
    status: {},
  });
});
