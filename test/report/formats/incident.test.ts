import { describe, expect, it } from 'vitest';
import { renderIncident } from '../../../src/report/formats/incident.ts';
import { fileRenderOptions } from '../../../src/report/present/render-options.ts';
import { fullReport, reportOf, resultOf } from '../sample-report.ts';

describe('incident', () => {
  it('shows roots, not what they cause', () => {
    const text = renderIncident(fullReport, fileRenderOptions);
    expect(text.startsWith('[SEV1] kavmon: 6 of 9 checks are not healthy on prod-eu')).toBe(true);
    expect(text).toContain('Effects: image_pull of Service payments/api; status of Ingress payments/shop');
    expect(text).not.toContain('What: cluster/service-endpoints');
  });

  it('has a line Since, also when it is not known, unless the message has an age', () => {
    const since = (message: string) => renderIncident(reportOf([resultOf('failed', { message })]), fileRenderOptions);
    expect(since('no answer')).toContain('\nSince: not known, seen at 2026-03-01T08:00:00.250Z\n');
    expect(since('not ready for 19m 21s')).not.toContain('Since:');
    expect(since('it ended 3m ago')).not.toContain('Since:');
  });

  it('stays short, whatever happened, and mentions nobody', () => {
    const many = Array.from({ length: 500 }, (_, index) =>
      resultOf('failed', { name: `x-${index}`, message: '@here @channel '.repeat(500) }),
    );
    const text = renderIncident(reportOf(many), fileRenderOptions);
    expect(Buffer.byteLength(text)).toBeLessThan(4096);
    expect(text).not.toMatch(/@(here|channel)/);
    expect(text).toContain('and 495 more');
  });
});
