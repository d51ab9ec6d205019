import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../src/redaction/redactor.ts';
import { rendererLoaders } from '../../src/report/formats/index.ts';
import { fileRenderOptions } from '../../src/report/present/render-options.ts';
import { fullReport, SAMPLE_SECRET } from './sample-report.ts';

const canaryRedactor = createRedactor();
canaryRedactor.register(SAMPLE_SECRET);

/** What would be left of the secret in some encoding; each of them is in the sample or one step from it. */
const secretTraces = [
  SAMPLE_SECRET,
  SAMPLE_SECRET.slice(2, 12),
  'Z9+q',
  encodeURIComponent(SAMPLE_SECRET),
  'Z9%2Bq',
  Buffer.from(SAMPLE_SECRET).toString('base64').slice(0, -4),
  Buffer.from(`user:${SAMPLE_SECRET}`).toString('base64').slice(8, 24),
  Buffer.from(SAMPLE_SECRET).toString('hex'),
  'hunter2',
  'abc123456',
];

describe.each(Object.entries(rendererLoaders))('the output %s', (_format, load) => {
  it('has no secret in it', async () => {
    const text = (await load())(canaryRedactor.json(fullReport), fileRenderOptions);
    for (const trace of secretTraces) expect(text.toLowerCase()).not.toContain(trace.toLowerCase());
    expect(text.length).toBeGreaterThan(200);
  });

  it('would have had one without the redactor, if it shows messages', async () => {
    const text = (await load())(fullReport, fileRenderOptions);
    expect(_format === 'prometheus' || text.includes('Z9+q')).toBe(true);
  });
});
