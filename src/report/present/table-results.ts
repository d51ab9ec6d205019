import type { Report, Result } from '../../model/result.ts';
import { countOfKind } from '../../text/kind-words.ts';
import { toOneLine } from '../../text/sanitize.ts';
import { resultName } from './names.ts';
import type { RenderOptions } from './render-options.ts';

/** Healthy and skipped checks, a line each, for who asked for them (`--verbose`); else they are counts in the headline. */
export const otherResultLines = ({ results }: Report, { verbose, paint }: RenderOptions): readonly string[] => {
  if (!verbose) return [];
  return results
    .filter(({ status }) => status === 'ok' || status === 'skipped')
    .map((result) =>
      result.status === 'ok'
        ? `${paint('green', '  ✓ ok     ')} ${resultName(result)}: ${healthyText(result)}`
        : `${paint('gray', '  - skipped')} ${resultName(result)}: ${toOneLine(result.message)}`,
    );
};

/** The message and how many objects were looked at. */
const healthyText = ({ message, looked }: Result): string => {
  const [name, count] = Object.entries(looked).find(([, objects]) => objects > 0) ?? [];
  const counted = name === undefined || count === undefined ? '' : ` (${countOfKind(count, name)})`;
  return `${toOneLine(message)}${counted}`;
};
