const MISSING_FILE = 'a file or module is missing in the image or its volumes';
const MISSING_PERMISSION = 'it lacks a permission: of a file, an account, or a role (401, 403)';

/** What programs of many languages log before they crash, and the most likely cause; the first match counts. */
const LOG_SIGNATURES: readonly (readonly [pattern: RegExp, cause: string])[] = [
  [
    /exec format error/i,
    'the program is built for another processor architecture than the node has, or is a script without #!',
  ],
  [
    /(?:resize|creating) shared memory segment|insufficient shared memory|workers are out of shared memory|\/dev\/shm\b.{0,200}(?:no space|full|too small)|no space.{0,200}\/dev\/shm\b/i,
    'shared memory is full: /dev/shm has 64 MiB unless the pod mounts an emptyDir of medium Memory there',
  ],
  [/no space left on device|ENOSPC|not enough space on the disk/i, 'the file system is full'],
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
  // Before the words about certificates: one that cannot be read is not one that is not accepted.
  [/no such file|\bENOENT\b|FileNotFound|NoSuchFileException/i, MISSING_FILE],
  [/permission denied|\bEACCES\b|\bEPERM\b/i, MISSING_PERMISSION],
  [
    /x509|SSLError|CERTIFICATE_VERIFY|PKIX|SSLHandshakeException|TLS handshake|unable to verify|(?:bad|unknown|expired|invalid|untrusted|self[- _]signed) certificate|certificate\b.{0,80}\b(?:expired|invalid|revoked|untrusted|unknown|verif\w+|self[- _]signed|(?:not|n't) (?:yet )?(?:be )?(?:valid|trusted|accepted|match|verified))/i,
    'a TLS certificate is not accepted',
  ],
  [
    /operation not permitted|access ?denied|forbidden|\b403\b|\b401\b|unauthori[sz]ed|authentication failed/i,
    MISSING_PERMISSION,
  ],
  [
    /cannot find module|ModuleNotFoundError|ImportError|ClassNotFound|NoClassDefFound|command not found|could not find or load main class|error while loading shared libraries|(?:files?|director(?:y|ies)|path|module|package|librar(?:y|ies)|executable|binary|script|class|symbol|certificate|key ?store)\b.{0,80}\bnot found|not found: \S*\//i,
    MISSING_FILE,
  ],
  [
    /NoSuchBucket|bucket\b.{0,80}(?:not found|(?:not|n't) exist)/i,
    'the storage bucket that it needs does not exist, or the account that it uses does not see it',
  ],
  [
    /(?:relation|table|database|schema|column|role|collection|keyspace|index|topic|queue|stream)\b.{0,80}(?:not found|(?:not|n't) exist)|unknown (?:database|table|topic)|no such (?:table|collection|index)/i,
    'something that it needs in its database or broker is missing: not created yet, or another name',
  ],
  [
    /\bnot ?found\b|(?:does not|doesn't) exist|no such key/i,
    'something that it asks for does not exist, as its log says',
  ],
  [
    /missing|not set|is required|must be set|undefined variable|invalid config|configuration error|KeyError/i,
    'a setting is missing or wrong: an environment variable, a key, an argument',
  ],
];

/** A name in quotes, such as `"cert-manager-webhook"`: it says what a line is about, not what went wrong. */
const QUOTED_NAME_PATTERN = /(["'`])[a-z0-9]+(?:[-./:]+[a-z0-9]+)+\1/gi;

/**
 * The most likely cause of a crash by the last lines of its log: that of the newest line that matches a signature; undefined
 * when none does. A hint for people, never a verdict.
 */
export const findLikelyCause = (lines: readonly string[]): string | undefined => {
  for (const line of lines.toReversed()) {
    const words = line.replaceAll(QUOTED_NAME_PATTERN, '""');
    const known = LOG_SIGNATURES.find(([pattern]) => pattern.test(words));
    if (known !== undefined) return known[1];
  }
  return undefined;
};
