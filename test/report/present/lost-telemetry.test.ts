import { expect, it } from 'vitest';
import { lostTelemetry } from '../../../src/report/present/lost-telemetry.ts';

it('names what was lost, where, why and what may help', () => {
  const lost = { signal: 'metrics', endpoint: 'http://a', ok: false, durationMs: 1, error: 'refused' } as const;
  const exporters = [
    { ...lost, protocol: 'http/protobuf' },
    { ...lost, signal: 'alerts', protocol: 'alertmanager', hint: 'is it running?' },
    { ...lost, signal: 'traces', protocol: 'http/json' },
    { ...lost, protocol: 'pushgateway', ok: true },
  ] as const;
  expect(lostTelemetry({ enabled: true, exporters })).toEqual([
    'metrics were not sent to http://a: refused',
    'alerts were not sent to http://a: refused (is it running?)',
    'traces were not sent to http://a: refused',
  ]);
});
