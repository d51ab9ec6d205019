import type { Report } from '../../src/model/result.ts';
import { findingOf, reportOf, resultOf } from './sample-report.ts';

/** Every character that some format could trip over, in every field that takes a text. */
const HOSTILE_TEXT = [
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
      group: `g ${HOSTILE_TEXT}`,
      name: `${status} ${HOSTILE_TEXT}`,
      service: `s ${HOSTILE_TEXT}`,
      message: HOSTILE_TEXT,
      remedy: HOSTILE_TEXT,
      runbook: HOSTILE_TEXT,
      notes: [HOSTILE_TEXT],
      measures: { [HOSTILE_TEXT]: { value: 1.5, unit: 'By' } },
      reason: status === 'ok' ? null : 'assertion',
      findings:
        status === 'failed'
          ? [
              findingOf({
                message: HOSTILE_TEXT,
                object: { kind: HOSTILE_TEXT, namespace: HOSTILE_TEXT, name: HOSTILE_TEXT, container: HOSTILE_TEXT },
                evidence: {
                  [HOSTILE_TEXT]: HOSTILE_TEXT,
                  list: [HOSTILE_TEXT],
                  nested: { [HOSTILE_TEXT]: HOSTILE_TEXT },
                },
                next: [HOSTILE_TEXT],
              }),
            ]
          : [],
    }),
  ),
  { warnings: [HOSTILE_TEXT] },
);
