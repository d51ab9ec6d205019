import { describe, expect, it } from 'vitest';
import { type ReportFormat, rendererLoaders } from '../../../src/report/formats/index.ts';
import { fileRenderOptions } from '../../../src/report/present/render-options.ts';
import { findingOf, reportOf, resultOf } from '../sample-report.ts';

describe('a reason of a check of one’s own', () => {
  const reason = 'acme/queue_stuck';
  const report = reportOf([resultOf('failed', { reason, findings: [findingOf({ reason })] })]);

  it.each<ReportFormat>(['table', 'json', 'junit', 'tap', 'markdown', 'html', 'incident'])(
    'stands in the document %s',
    async (format) => {
      const render = await rendererLoaders[format]();
      expect(render(report, fileRenderOptions)).toContain(reason);
    },
  );
});
