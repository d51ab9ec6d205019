import { ProbeError } from '../../model/errors.ts';
import { findNearestWord } from '../../text/nearest-word.ts';

/**
 * As in libpq (PostgreSQL, 32.19.3): `prefer` and `require` verify the chain when a root certificate is given, `verify-ca`
 * does so always, `verify-full` also the name. `no-verify` is that of node-postgres: encrypted, and never verified.
 */
export const sslModes = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'] as const;
export type SslMode = (typeof sslModes)[number];

/** How the certificate of the server is verified. */
export interface Verification {
  readonly insecure: boolean;
  /** Whether the certificate may be for any name. */
  readonly anyName: boolean;
}

/** What a mode verifies, with a root certificate or without. */
export const verificationOf = (mode: SslMode, hasRoot: boolean): Verification => ({
  insecure: mode === 'no-verify' || (!mode.startsWith('verify') && !hasRoot),
  anyName: mode !== 'verify-full',
});

/** Modes that use no root certificate, so that one that is given would be unused. */
const ROOTLESS_MODES: readonly SslMode[] = ['disable', 'no-verify'];

/** Why a mode does not go with a root certificate, undefined when it does. */
export const rootProblem = (mode: SslMode | undefined, hasRoot: boolean): string | undefined =>
  mode !== undefined && hasRoot && ROOTLESS_MODES.includes(mode)
    ? `${mode} does not use the root certificate that is given: write verify-ca or verify-full, or leave it out`
    : undefined;

/** The mode of a text. Throws ProbeError `config`. */
export const parseSslMode = (text: string): SslMode => {
  const mode = sslModes.find((known) => known === text);
  if (mode !== undefined) return mode;
  const near = findNearestWord(text, sslModes);
  const hint = near === undefined ? `known are ${sslModes.join(', ')}` : `did you mean ${near}?`;
  throw new ProbeError('config', `sslmode ${text.slice(0, 30)} is not supported: ${hint}`);
};
