import { afterAll, beforeAll, expect, it } from 'vitest';
import { binariesMissing } from '../../cluster/build.ts';
import { runForReport } from '../../e2e/run-for-report.ts';
import { type CollectorServer, startCollector } from '../../support/collector.ts';
import { describeUnless } from '../../support/describe-unless.ts';
import { pollUntil } from '../../support/poll-until.ts';

type AnyValue = {
  readonly stringValue?: string;
  readonly kvlistValue?: { readonly values: readonly { readonly key: string; readonly value: AnyValue }[] };
};
type SentRecord = {
  readonly body: AnyValue;
  readonly severityNumber: number;
  readonly traceId?: string;
  readonly attributes: readonly { readonly key: string; readonly value: AnyValue }[];
};

/** The log records of one request; none in one of spans. */
const recordsOf = (document: Record<string, unknown>): readonly SentRecord[] =>
  ((document.resourceLogs ?? []) as { scopeLogs: { logRecords: SentRecord[] }[] }[]).flatMap(({ scopeLogs }) =>
    scopeLogs.flatMap(({ logRecords }) => logRecords),
  );

describeUnless(await binariesMissing('collector'))('log records in a real Collector', () => {
  let collector: CollectorServer;
  beforeAll(async () => {
    collector = await startCollector();
  });
  afterAll(() => collector?.stop());

  it('are the log events of the run, with their fields, each problem as a record that is found by its namespace', async () => {
    const { report, stderr } = await runForReport(
      ['--snapshot', 'examples/cluster.json.gz', '-A', '--log-format', 'json'],
      {
        env: {
          OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
          OTEL_METRICS_EXPORTER: 'none',
          OTEL_LOGS_EXPORTER: 'otlp',
          OTEL_TRACES_EXPORTER: 'otlp',
        },
      },
    );
    expect(report.telemetry.exporters).toMatchObject([
      { signal: 'traces', ok: true },
      { signal: 'logs', ok: true },
    ]);
    const records = await pollUntil(
      async () => {
        const found = (await collector.documents()).flatMap(recordsOf);
        return found.length > 0 && found;
      },
      { what: 'the log records in the file of the Collector' },
    );
    const lines = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(records.map(({ body }) => body.stringValue)).toEqual(lines.map(({ message }) => message));
    const problems = records.filter(({ body }) => body.stringValue === 'Problem found');
    const namespaceOf = ({ attributes }: SentRecord) =>
      attributes.find(({ key }) => key === 'problem')?.value.kvlistValue?.values.find(({ key }) => key === 'namespace')
        ?.value.stringValue;
    expect(problems.map(namespaceOf)).toEqual(report.problems.map(({ object }) => object?.namespace));
    expect(new Set(records.map(({ traceId }) => traceId)).size).toBe(1);
    expect(records.every(({ severityNumber }) => severityNumber === 9)).toBe(true);
  });
});
