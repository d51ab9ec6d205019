import type { Comparison } from '../../../src/expectations/comparison.ts';
import { parseDocument } from '../../../src/expectations/json-document.ts';
import { compareJson, exactValuesAt, type JsonExpectation } from '../../../src/expectations/json-path.ts';
import { quoteText } from '../../../src/expectations/quote-text.ts';
import { compareMissing, compareUnreadable } from '../../../src/expectations/unanswered.ts';
import type { HttpAnswer } from '../../../src/probes/http/http.ts';
import { pluralize } from '../../../src/text/pluralize.ts';

interface RowExpectations {
  readonly rows?: string | undefined;
  readonly batchSize?: number | undefined;
  readonly each?: readonly JsonExpectation[] | undefined;
}

/** What was compared of the predictions; `count` is undefined where none are looked for. */
interface ComparedRows {
  readonly count?: number;
  readonly comparisons: readonly Comparison[];
}

/** Compares each prediction with what it must be, and their number. An answer without predictions is never healthy. */
export const compareRows = async (
  { body, bodyProblem }: HttpAnswer,
  { rows: path, batchSize, each = [] }: RowExpectations,
): Promise<ComparedRows> => {
  if (path === undefined) return { comparisons: [] };
  if (bodyProblem !== undefined) return { comparisons: [compareMissing(path, bodyProblem)] };
  const parsed = parseDocument(body);
  if (parsed === undefined)
    return { comparisons: [compareUnreadable(path, `the body is not JSON: ${quoteText(body)}`)] };
  const rows = await exactValuesAt(parsed, path);
  if (rows.length === 0)
    return { count: 0, comparisons: [compareMissing(path, `${path} is missing: there are no predictions`)] };
  const compared = await Promise.all(
    rows.map(async ({ value, exact }, index) => {
      const place = rows.length === 1 ? '' : `row ${index + 1} of ${rows.length}: `;
      const comparisons = await compareJson({ document: value, exact: () => exact }, each);
      return comparisons.map((one) => ({ ...one, name: `${place}${one.name}`, text: `${place}${one.text}` }));
    }),
  );
  return { count: rows.length, comparisons: [...compareCount(path, rows.length, batchSize), ...shortenRows(compared)] };
};

const compareCount = (path: string, count: number, batchSize: number | undefined): readonly Comparison[] =>
  batchSize === undefined
    ? []
    : [
        {
          name: 'batchSize',
          operator: 'eq',
          expected: batchSize,
          actual: count,
          status: count === batchSize ? 'pass' : 'fail',
          reason: 'assertion',
          text: `${path} has ${pluralize(count, 'prediction')}, expected ${batchSize}`,
        },
      ];

/** Of rows that are well the first stands for all: a batch may have thousands. */
const shortenRows = (compared: readonly (readonly Comparison[])[]): readonly Comparison[] =>
  compared.flatMap((row, index) => (index === 0 ? row : row.filter(({ status }) => status !== 'pass')));
