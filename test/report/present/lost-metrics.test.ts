import { expect, it } from 'vitest';
import { lostMetrics } from '../../../src/report/present/lost-metrics.ts';

it('names what was lost, where, why and what may help', () => {
  const lost = { endpoint: 'http://a', ok: false, durationMs: 1, error: 'refused' };
  const exporters = [
    { ...lost, protocol: 'http/protobuf' },
    { ...lost, protocol: 'alertmanager', hint: 'is it running?' },
    { ...lost, protocol: 'pushgateway', ok: true },
  ];
  expect(lostMetrics({ enabled: true, exporters })).toEqual([
    'metrics were not sent to http://a: refused',
    'alerts were not sent to http://a: refused (is it running?)',
  ]);
});
