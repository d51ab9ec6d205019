/** The cause of a failed export, and what to do about it. */
export interface ExportFailure {
  readonly error: string;
  readonly hint?: string;
}

/** Advice by HTTP status, else the first whose pattern matches the message. */
export interface FailureHints {
  readonly status: Readonly<Record<number, string>>;
  readonly texts: readonly (readonly [RegExp, string])[];
}

/** Hints for receivers of any kind. */
export const UNREACHABLE_HINTS: FailureHints['texts'] = [
  [/ENOTFOUND|EAI_AGAIN/, 'the name does not resolve: check the host of the address and the DNS of the pod'],
  [/were over before/, 'raise --telemetry-timeout, or send less at once: --shard'],
  [/ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|no answer|timed out/i, 'is egress to it allowed (NetworkPolicy, firewall)?'],
  [
    /wrong version number|EPROTO|packet length too long/i,
    'the address does not speak TLS: use http:// instead of https://',
  ],
];

/** The message of what an exporter threw, with a hint when one is known. */
export const explainFailure = (error: unknown, { status: byStatus, texts }: FailureHints): ExportFailure => {
  const status = httpStatusOf(error);
  const text = failureText(error);
  const message = status === undefined ? text : `HTTP ${status} ${text}`.trim();
  const known = status === undefined ? undefined : byStatus[status];
  const hint = known ?? texts.find(([pattern]) => pattern.test(message))?.[1];
  return { error: message, ...(hint === undefined ? {} : { hint }) };
};

const httpStatusOf = (error: unknown): number | undefined => {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'number' ? code : undefined;
};

const failureText = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error ?? 'unknown cause');
  const code = (error as { code?: unknown }).code;
  const inner = error instanceof AggregateError ? error.errors.map(failureText).join('; ') : error.message;
  return typeof code === 'string' && !inner.includes(code) ? `${code} ${inner}`.trim() : inner;
};
