import { describe, expect, it } from 'vitest';
import { parseEarlierReport } from '../../../src/findings/changes/earlier-report.ts';
import { makeFinding, makeReport, makeResult } from '../../support/sample-report.ts';

const report = makeReport([makeResult({ status: 'failed', findings: [makeFinding()] })]);
const changed = (fields: object): string => JSON.stringify({ ...report, ...fields });

describe('parseEarlierReport', () => {
  it('reads a report, with reasons and fields that later versions add', () => {
    const [problem] = report.problems;
    const later = changed({ problems: [{ ...problem, reason: 'of_tomorrow', more: 1 }], more: {} });
    expect(parseEarlierReport(later).problems).toMatchObject([{ reason: 'of_tomorrow' }]);
  });

  it.each([
    ['nothing', ' \n', 'it is empty'],
    ['a text', 'all is well', 'it is not JSON, or broke off before its end'],
    ['half a report', changed({}).slice(0, -9), 'it is not JSON, or broke off before its end'],
    ['a list', '[]', 'it is not a report of "kavmon check -o json=FILE"'],
    ["AVMon's shape", '{"pods":[]}', 'it is not a report of "kavmon check -o json=FILE"'],
    ['a snapshot', '{"kind":"KavmonSnapshot","version":1}\n{"kind":"Pod"}\n', 'it is a snapshot, not a report'],
    ['a list of kubectl', '{"kind":"List","items":[]}', 'it is a snapshot, not a report'],
    ['another version', changed({ schemaVersion: 2 }), 'its schemaVersion is 2; this kavmon reads 1'],
    ['no problems', changed({ problems: undefined }), 'an older kavmon wrote it'],
    ['no results', changed({ results: undefined }), 'it is not a whole report: results: '],
    ['a wrong moment', changed({ run: { ...report.run, endedAt: 'noon' } }), 'run.endedAt: a moment such as'],
    [
      'a wrong fingerprint',
      changed({ problems: [{ ...report.problems[0], fingerprint: 7 }] }),
      'problems[0].fingerprint: ',
    ],
  ])('says what %s is', (_, text, message) => {
    expect(() => parseEarlierReport(text)).toThrow(message);
  });

  it('survives a document nested without end', () => {
    expect(() => parseEarlierReport('['.repeat(500_000))).toThrow('it is not JSON');
  });
});
