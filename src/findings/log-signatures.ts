/** What programs of many languages log before they crash, and the most likely cause; the first match counts. */
const LOG_SIGNATURES: readonly (readonly [pattern: RegExp, cause: string])[] = [
  [/exec format error/i, 'the image is built for another processor architecture than the node has'],
  [/no space left on device|ENOSPC/i, 'the file system is full'],
  [/read-only file system|EROFS/i, 'it writes where its file system is read-only'],
  [
    /out of memory|OutOfMemoryError|MemoryError|cannot allocate memory|heap limit|ENOMEM|bad_alloc/i,
    'it ran out of memory before the kernel stepped in',
  ],
  [
    /address already in use|EADDRINUSE/i,
    'the port that it wants to listen on is taken, often by another container of the pod',
  ],
  [
    /no such host|\bENOTFOUND\b|EAI_AGAIN|name or service not known|name resolution|UnknownHostException|bad address|could not resolve/i,
    'a host name does not resolve: a wrong name, a missing Service, or the DNS of the cluster',
  ],
  [/connection refused|ECONNREFUSED|ConnectException/i, 'something that it depends on refuses the connection'],
  [
    // Not a setting of that name: `"timeoutMs":500`, `timeout=30`.
    /ETIMEDOUT|timed? ?out(?!(?:[-_ ]?(?:ms|millis|s|sec|secs|seconds))?["']? ?[:=] ?["']?\d)|deadline exceeded|SocketTimeoutException/i,
    'something that it depends on does not answer in time',
  ],
  [/certificate|x509|SSLError|TLS handshake|unable to verify/i, 'a TLS certificate is not accepted'],
  [
    /permission denied|\bEACCES\b|\bEPERM\b|operation not permitted|access ?denied|forbidden|\b403\b|\b401\b|unauthori[sz]ed|authentication failed/i,
    'it lacks a permission: of a file, an account, or a role (401, 403)',
  ],
  [
    /no such file or directory|\bENOENT\b|not found|cannot find module|ModuleNotFoundError|ImportError|ClassNotFound|NoClassDefFound|FileNotFound/i,
    'a file or module is missing in the image or its volumes',
  ],
  [
    /missing|not set|is required|must be set|undefined variable|invalid config|configuration error|KeyError/i,
    'a setting is missing or wrong: an environment variable, a key, an argument',
  ],
];

/**
 * The most likely cause of a crash by the last lines of its log: that of the newest line that matches a signature; undefined
 * when none does. A hint for people, never a verdict.
 */
export const findLikelyCause = (lines: readonly string[]): string | undefined => {
  for (const line of lines.toReversed()) {
    const known = LOG_SIGNATURES.find(([pattern]) => pattern.test(line));
    if (known !== undefined) return known[1];
  }
  return undefined;
};
