/** What went wrong with an export and what to do about it. */
export interface ExportFailure {
  readonly error: string;
  readonly hint?: string;
}

/** Advice by HTTP status, else by what the message says; the first that fits. */
export interface Hints {
  readonly status: Readonly<Record<number, string>>;
  readonly texts: readonly (readonly [RegExp, string])[];
}

/** Of receivers of any kind. */
export const UNREACHABLE: Hints['texts'] = [
  [/ENOTFOUND|EAI_AGAIN/, 'the name does not resolve: check the host of the address and the DNS of the pod'],
  [/ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|no answer|timed out/i, 'is egress to it allowed (NetworkPolicy, firewall)?'],
  [
    /wrong version number|EPROTO|packet length too long/i,
    'the address does not speak TLS: use http:// instead of https://',
  ],
];

/** The cause of a failed export in words, with a hint where one is known. `error` is what the exporter gave. */
export const explainFailure = (error: unknown, { status: byStatus, texts }: Hints): ExportFailure => {
  const status = statusOf(error);
  const text = textOf(error);
  const message = status === undefined ? text : `HTTP ${status} ${text}`.trim();
  const known = status === undefined ? undefined : byStatus[status];
  const hint = known ?? texts.find(([pattern]) => pattern.test(message))?.[1];
  return { error: message, ...(hint === undefined ? {} : { hint }) };
};

const statusOf = (error: unknown): number | undefined => {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'number' ? code : undefined;
};

const textOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error ?? 'unknown cause');
  const code = (error as { code?: unknown }).code;
  const inner = error instanceof AggregateError ? error.errors.map(textOf).join('; ') : error.message;
  return typeof code === 'string' && !inner.includes(code) ? `${code} ${inner}`.trim() : inner;
};
