import type { Report } from '../../src/model/result.ts';
import { findingOf, reportOf, resultOf } from './sample.ts';

/** Every character that some format could trip over, in every place that takes a text. */
const nasty = [
  ...Array.from({ length: 0x20 }, (_, code) => String.fromCharCode(code)),
  '\u007f\u009b31m\u001b[31m\u001b]0;title\u0007',
  '\ud800 \udfff \ufffe\uffff\ufeff\u200b',
  '\u2028\u2029\u202e\u2066',
  '<a b="c">&amp;\'</a>]]><!-- --><?x?><![CDATA[',
  '| \\| ` `` ``` # * _ [x](y) ~~~',
  '{"x":1} \'q\'=1;2;3 %s %n $(id)',
  '# SKIP # TODO \\# ok 1 - not ok',
  '---\n...\n  - yaml: [',
  '漢字 ünïcödé 🚀👩‍👩‍👧 e\u0301',
].join(' ');

export const hostileReport: Report = reportOf(
  (['ok', 'degraded', 'failed', 'timeout', 'error', 'skipped'] as const).map((status) =>
    resultOf(status, {
      group: `g ${nasty}`,
      name: `${status} ${nasty}`,
      service: `s ${nasty}`,
      message: nasty,
      remedy: nasty,
      runbook: nasty,
      notes: [nasty],
      measures: { [nasty]: { value: 1.5, unit: 'By' } },
      reason: status === 'ok' ? null : 'assertion',
      findings:
        status === 'failed'
          ? [
              findingOf({
                message: nasty,
                object: { kind: nasty, namespace: nasty, name: nasty, container: nasty },
                evidence: { [nasty]: nasty, list: [nasty], nested: { [nasty]: nasty } },
                next: [nasty],
              }),
            ]
          : [],
    }),
  ),
  { warnings: [nasty] },
);
