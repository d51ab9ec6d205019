import { ProbeError } from '../../model/errors.ts';
import { findNearestWord } from '../../text/nearest-word.ts';

/** `--ssl-mode` of MySQL's clients, in small letters: https://dev.mysql.com/doc/refman/8.4/en/connection-options.html */
export const mysqlSslModes = ['disabled', 'preferred', 'required', 'verify_ca', 'verify_identity'] as const;
export type MysqlSslMode = (typeof mysqlSslModes)[number];

/** Why a mode does not go with a root certificate, undefined when it does: one that is given must not be unused. */
export const unusedRootProblem = (mode: MysqlSslMode | undefined, hasRoot: boolean): string | undefined =>
  hasRoot && mode !== undefined && !mode.startsWith('verify')
    ? `${mode} does not use the root certificate that is given: write verify_ca or verify_identity, or leave it out`
    : undefined;

/** The mode of a text in a URL, in any case. Throws ProbeError `config`. */
export const parseMysqlSslMode = (text: string): MysqlSslMode => {
  const word = text.toLowerCase().replaceAll('-', '_');
  const mode = mysqlSslModes.find((known) => known === word);
  if (mode !== undefined) return mode;
  const near = findNearestWord(word, mysqlSslModes);
  const hint = near === undefined ? `known are ${mysqlSslModes.join(', ')}` : `did you mean ${near}?`;
  throw new ProbeError('config', `ssl-mode ${text.slice(0, 30)} is not supported: ${hint}`);
};
