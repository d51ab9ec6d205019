import { describe, expect, it } from 'vitest';
import { buildCondition } from '../../support/build-rows.ts';
import { gatewayClassRow, judgeRoute, listenerSetRow, REFUSED, WELL_ROUTE } from './gateway-rows.ts';

describe('a route of a ListenerSet', () => {
  const parent = { kind: 'ListenerSet', name: 'more' };
  const rows = { gatewayClasses: [gatewayClassRow()], listenerSets: [listenerSetRow()] };
  it.each([
    ['that is not there', { parent: { ...parent, name: 'mroe' } }, rows, 'no such ListenerSet: there is more'],
    ['that nobody has answered', { parent }, rows, 'no controller has answered'],
    ['where none can be read', { parent }, {}, 'no controller has answered'],
    [
      'in a namespace that was not read',
      { parent: { ...parent, namespace: 'bank' } },
      rows,
      'no controller has answered',
    ],
    [
      'that refuses it',
      { parent, conditions: [REFUSED] },
      rows,
      'NoMatchingListenerHostname: no listener for shop.test',
    ],
  ])('%s is a fault', async (_, parts, more, text) => {
    expect(await judgeRoute(parts, more)).toEqual([
      expect.objectContaining({
        reason: 'route_refused',
        level: 'fault',
        message: expect.stringContaining(`: ${text}`),
      }),
    ]);
  });

  it.each([
    ['that takes it', { parent, conditions: WELL_ROUTE }],
    ['that is new', { parent, age: '1m' }],
    [
      'that takes it, whatever the controller of another class says',
      {
        parent,
        conditions: WELL_ROUTE,
        stale: [{ controllerName: 'acme.test/gone', conditions: [buildCondition('Accepted', 'False', '6m')] }],
      },
    ],
  ])('%s is no fault', async (_, parts) => {
    expect(await judgeRoute(parts, rows)).toEqual([]);
  });
});

describe('a route with several answers', () => {
  const gone = (status: string, age = '9h') => [
    { controllerName: 'acme.test/gone', conditions: [buildCondition('Accepted', status, age)] },
  ];
  const classes = { gatewayClasses: [gatewayClassRow()] };
  it.each([
    ['is taken where one that is gone had refused it', { conditions: WELL_ROUTE, stale: gone('False') }, classes],
    [
      'is taken whatever the controller of another class says',
      { conditions: WELL_ROUTE, stale: gone('False', '6m') },
      classes,
    ],
    ['is taken by the last word where classes cannot be read', { conditions: WELL_ROUTE, stale: gone('False') }, {}],
  ])('%s', async (_, parts, more) => {
    expect(await judgeRoute(parts, more)).toEqual([]);
  });

  it.each([
    ['is refused where one that is gone had taken it', { conditions: [REFUSED], stale: gone('True') }, 'fault'],
    ['is in doubt where only one that is gone has answered', { stale: gone('True') }, 'warning'],
    [
      'is in doubt while its controller does not decide',
      { conditions: [buildCondition('Accepted', 'Unknown', '1h')] },
      'warning',
    ],
  ])('%s', async (_, parts, level) => {
    expect(await judgeRoute(parts, classes)).toEqual([
      expect.objectContaining({ reason: 'route_refused', level, because: [expect.objectContaining({ name: 'edge' })] }),
    ]);
  });

  it.each([
    ['that its controller has not looked at is a warning', '2h', ['controller_behind']],
    ['that its controller looks at just now is none', '1m', []],
  ])('%s', async (_, age, reasons) => {
    const conditions = ['Accepted', 'ResolvedRefs'].map((type) =>
      buildCondition(type, 'True', age, { observedGeneration: 1 }),
    );
    const findings = await judgeRoute({ conditions, metadata: { generation: 2 } });
    expect(findings.map(({ reason, level }) => [reason, level])).toEqual(reasons.map((reason) => [reason, 'warning']));
  });
});
