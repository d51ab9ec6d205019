import { describe, expect, it } from 'vitest';
import classes from '../../../checks/network/ingress-classes.ts';
import { buildRow } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { ingressRow } from './ingress-rows.ts';

describe('classes', () => {
  const nginx = buildRow('ingressClasses', { name: 'nginx', namespace: null });
  const standard = buildRow('ingressClasses', {
    name: 'std',
    namespace: null,
    annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' },
  });
  const named = (ingressClassName: string) => ingressRow({ spec: { ingressClassName } });

  it('one that does not exist is a fault, none at all a warning', async () => {
    const { findings } = await judgeRows(classes, {
      ingresses: [named('traefik'), ingressRow()],
      ingressClasses: [nginx],
    });
    expect(findings.map(({ level, message }) => [level, message])).toEqual([
      [undefined, 'IngressClass traefik does not exist; there are nginx'],
      ['warning', 'names no IngressClass, no class is the default, and it has no address'],
    ]);
  });

  it.each([
    ['nothing', [], [nginx]],
    ['a class that exists', [named('nginx')], [nginx]],
    ['one that is built in', [named('gce')], []],
    ['the old annotation', [ingressRow({ annotations: { 'kubernetes.io/ingress.class': 'nginx' } })], []],
    ['a default', [ingressRow()], [standard]],
    ['one that somebody serves', [ingressRow({ address: '10.0.0.1' })], []],
  ])('healthy: %s', async (_, ingresses, ingressClasses) =>
    expect((await judgeRows(classes, { ingresses, ingressClasses })).findings).toEqual([]),
  );
});
