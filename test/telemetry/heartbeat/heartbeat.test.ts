import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { Result } from '../../../src/model/result.ts';
import { environmentSecrets } from '../../../src/redaction/environment-secrets.ts';
import { makeReport, makeResult } from '../../support/sample-report.ts';
import { sendReport, startReceiver } from '../sending.ts';

const PATH = '/ping/0b1c7e9a-canary';

/** Sends the heartbeat of a run with these results, to a watching service that answers with this status. */
const beat = async (results: readonly Partial<Result>[], { status = 200, more = {} } = {}) => {
  const seen: { readonly path: string; readonly body: string }[] = [];
  const base = await startReceiver(async (request, response) => {
    seen.push({ path: request.url ?? '', body: await text(request) });
    response.writeHead(status).end('OK');
  });
  const env = { KAVMON_HEARTBEAT_URL: `${base}${PATH}`, KAVMON_HEARTBEAT_FAIL_URL: `${base}${PATH}/fail` };
  const report = { ...makeReport(results.map(makeResult)), ...more };
  return { ...(await sendReport(report, env)), seen, base };
};

const OK = { status: 'ok', healthy: true } as const;
const FAILED = { status: 'failed', healthy: false } as const;
const SKIPPED = { status: 'skipped', healthy: null } as const;

describe('the heartbeat of a run', () => {
  it('is sent when all was verified healthy, with the counts', async () => {
    const { seen, telemetry, base } = await beat([OK, { status: 'degraded', healthy: true }, SKIPPED]);
    const body = expect.stringMatching(/^kavmon: 1 ok, 1 degraded, 1 skipped\n/);
    expect(seen).toEqual([{ path: PATH, body }]);
    expect(telemetry.exporters).toMatchObject([{ signal: 'heartbeat', ok: true, endpoint: base }]);
  });

  it.each<[string, readonly Partial<Result>[]]>([
    ['one check failed', [OK, FAILED]],
    ['one check could not tell', [OK, { status: 'error', healthy: false }]],
    ['everything was skipped', [SKIPPED]],
  ])('goes to the other address when %s', async (_, results) => {
    const { seen } = await beat(results);
    expect(seen.map(({ path }) => path)).toEqual([`${PATH}/fail`]);
  });

  it('is not sent to the address of healthy runs when there is no other', async () => {
    let calls = 0;
    const base = await startReceiver((_, response) => {
      calls++;
      response.end();
    });
    const { telemetry } = await sendReport(makeReport([makeResult(FAILED)]), {
      KAVMON_HEARTBEAT_URL: `${base}${PATH}`,
    });
    expect({ calls, exporters: telemetry.exporters }).toEqual({ calls: 0, exporters: [] });
  });

  it('is not sent for a saved cluster', async () => {
    const report = makeReport([makeResult(OK)]);
    const snapshot = { path: 'saved.json', takenAt: '2026-11-28T10:00:00Z', ageMs: 0 };
    const { seen, warnings } = await beat([OK], { more: { run: { ...report.run, snapshot } } });
    expect(seen).toEqual([]);
    expect(warnings).toEqual(['no heartbeat is sent: the cluster that was judged is a saved one']);
  });

  it('that was not taken is lost telemetry, with a hint and without the path, which is its secret', async () => {
    const { exporter } = await beat([OK], { status: 404 });
    expect(exporter).toMatchObject({ ok: false, error: 'HTTP 404 OK', hint: expect.stringContaining('whole address') });
    expect(JSON.stringify(exporter)).not.toContain('canary');
    expect(environmentSecrets({ KAVMON_HEARTBEAT_URL: `https://beats.example${PATH}` })).toEqual([PATH.slice(1)]);
  });
});
