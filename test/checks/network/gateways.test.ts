import { describe, expect, it } from 'vitest';
import gateways from '../../../checks/network/gateways.ts';
import { buildCondition } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { gatewayClassRow, gatewayRow, listenerSetRow, WELL_GATEWAY } from './gateway-rows.ts';

const judgeGateway = async (parts: Parameters<typeof gatewayRow>[0], classes = [gatewayClassRow()]) =>
  (await judgeRows(gateways, { gateways: [gatewayRow(parts)], gatewayClasses: classes })).findings;

/** As the CRD sets them where no controller comes. */
const UNANSWERED = ['Accepted', 'Programmed'].map((type) => ({
  ...{ type, status: 'Unknown', reason: 'Pending', message: 'Waiting for controller' },
  lastTransitionTime: '1970-01-01T00:00:00Z',
}));

describe('a Gateway', () => {
  it.each([
    [
      'whose listener has no certificate follows from the Secret',
      {
        conditions: [buildCondition('Programmed', 'False', '2h', { reason: 'Invalid' })],
        listener: [buildCondition('ResolvedRefs', 'False', '2h', { reason: 'InvalidCertificateRef' })],
      },
      {
        message: 'not programmed for 2h: listener https (443): ResolvedRefs=False InvalidCertificateRef',
        because: expect.arrayContaining([{ kind: 'Secret', namespace: 'shop', name: 'edge-cert' }]),
      },
    ],
    [
      'of which one listener is in conflict',
      { listener: [buildCondition('Conflicted', 'True', '2h', { reason: 'HostnameConflict' })] },
      { message: 'programmed in part for 2h: listener https (443): Conflicted=True HostnameConflict' },
    ],
    [
      'that has no address',
      {
        conditions: [
          buildCondition('Accepted', 'True', '2h'),
          buildCondition('Programmed', 'False', '2h', { reason: 'AddressNotAssigned', message: 'No addresses.' }),
        ],
      },
      { message: 'not programmed for 2h: Programmed=False AddressNotAssigned: No addresses', level: 'fault' },
    ],
    [
      'to which no controller came',
      { conditions: UNANSWERED },
      {
        level: 'fault',
        message:
          'not programmed for 1d: its controller acme.test/gateway has not programmed it: is one for GatewayClass acme running?',
      },
    ],
    [
      'that was accepted and never said to be programmed',
      { conditions: [buildCondition('Accepted', 'True', '2h'), UNANSWERED[1] as object] },
      { level: 'warning', message: expect.stringContaining('not programmed') },
    ],
    [
      'of a class that does not exist',
      { spec: { gatewayClassName: 'istio' } },
      { message: 'programmed in part for 1d: GatewayClass istio not found: there is acme' },
    ],
  ])('%s', async (_, parts, finding) => {
    expect(await judgeGateway(parts)).toEqual([
      expect.objectContaining({ reason: 'gateway_not_programmed', ...finding }),
    ]);
  });

  it.each([
    ['that is not accepted', {}, 'False', 'not accepted: InvalidParameters, for 1h: 2 Gateways are of this class'],
    [
      'that no controller has accepted',
      { conditions: UNANSWERED },
      'Unknown',
      'no controller has accepted it: is acme.test/gateway running?, for 1h: 2 Gateways are of this class',
    ],
  ])('of a class %s follows from it, and is told once', async (_, parts, status, message) => {
    const rows = ['edge', 'inner'].map((name) => gatewayRow({ ...parts, name }));
    const { findings } = await judgeRows(gateways, { gateways: rows, gatewayClasses: [gatewayClassRow(status)] });
    const because = expect.arrayContaining([{ kind: 'GatewayClass', name: 'acme' }]);
    expect(findings).toEqual([
      expect.objectContaining({ object: { kind: 'GatewayClass', name: 'acme' }, message }),
      ...rows.map(({ ref }) => expect.objectContaining({ object: ref, because })),
    ]);
  });

  it.each([
    ['that no Gateway uses', { spec: { gatewayClassName: 'istio' } }, 'False', 'GatewayClass istio not found'],
    ['whose Gateways are programmed all the same', {}, 'Unknown', undefined],
  ])('says nothing of a class %s', async (_, parts, status, message) => {
    const findings = await judgeGateway(parts, [gatewayClassRow(status)]);
    expect(findings.map((finding) => finding.message)).toEqual(
      message === undefined ? [] : [expect.stringContaining(message)],
    );
  });

  it('whose controller lags behind is a warning', async () => {
    const conditions = WELL_GATEWAY.map((one) => ({ ...one, observedGeneration: 1 }));
    expect(await judgeGateway({ conditions, metadata: { generation: 2 } })).toEqual([
      expect.objectContaining({ reason: 'controller_behind', level: 'warning' }),
    ]);
  });

  it.each([
    ['programmed', {}],
    ['new', { conditions: UNANSWERED, age: '2m' }],
    ['being changed', { conditions: [buildCondition('Programmed', 'False', '1m', { reason: 'Pending' })] }],
    ['deleted', { conditions: UNANSWERED, metadata: { deletionTimestamp: '2026-11-21T11:00:00Z' } }],
  ])('that is %s is no fault', async (_, parts) => {
    expect(await judgeGateway(parts)).toEqual([]);
  });

  it('is judged without its class where classes cannot be read', async () => {
    const { findings } = await judgeRows(gateways, { gateways: [gatewayRow({ conditions: UNANSWERED })] });
    expect(findings).toEqual([expect.objectContaining({ message: expect.stringContaining('no controller has') })]);
  });
});

describe('a ListenerSet', () => {
  const judgeSet = async (parts: Parameters<typeof listenerSetRow>[0]) => {
    const rows = {
      gateways: [gatewayRow()],
      gatewayClasses: [gatewayClassRow()],
      listenerSets: [listenerSetRow(parts)],
    };
    return (await judgeRows(gateways, rows)).findings;
  };

  it.each([
    [
      'that its Gateway does not allow',
      { conditions: [buildCondition('Accepted', 'False', '2h', { reason: 'NotAllowed' })] },
      'not programmed for 2h: Accepted=False NotAllowed',
    ],
    [
      'whose listener has no certificate',
      { listener: [buildCondition('ResolvedRefs', 'False', '2h', { reason: 'InvalidCertificateRef' })] },
      'programmed in part for 2h: listener https (8443): ResolvedRefs=False InvalidCertificateRef',
    ],
    [
      'that no controller takes',
      { conditions: UNANSWERED },
      'not programmed for 1d: no controller has programmed it: does that of Gateway edge take ListenerSets?',
    ],
  ])('%s is found, and follows from its Gateway', async (_, parts, message) => {
    const because = expect.arrayContaining([{ kind: 'Gateway', namespace: 'shop', name: 'edge' }]);
    expect(await judgeSet(parts)).toEqual([
      expect.objectContaining({ reason: 'gateway_not_programmed', level: 'fault', message, because }),
    ]);
  });

  it('that is programmed or new is well', async () => {
    expect(await judgeSet({})).toEqual([]);
    expect(await judgeSet({ conditions: UNANSWERED, age: '1m' })).toEqual([]);
  });
});
