import { errorWords } from './log-noise.ts';

const MISSING_FILE = 'a file or module is missing in the image or its volumes';
const MISSING_PERMISSION = 'it lacks a permission: of a file, an account, or a role (401, 403)';
const REFUSED_CREDENTIALS = 'the user, password or token that it logs in with is not accepted, or there is none';
const WRONG_SETTING = 'a setting is missing or wrong: an environment variable, a key, an argument';
const PORT_TAKEN = 'the port that it wants to listen on is taken, often by another container of the pod';

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
    /CUDA out of memory|cuda\S*OutOfMemory|gpu_memory_utilization|CUBLAS_STATUS_ALLOC_FAILED/i,
    "the memory of its GPU is full or too small for it; the container's memory limit is another one",
  ],
  [
    /unable to create (?:new )?native thread|pthread_create.{0,40}(?:unavailable|EAGAIN)|can't start new thread/i,
    'it cannot start another thread: the process ids that its pod or node may have are used up',
  ],
  [
    /too many open files|\bEMFILE\b|inotify (?:instances|watches)/i,
    'it may not open more files, or watch more of them',
  ],
  [
    /out of memory|OutOfMemory(?:Error|Exception)|MemoryError|memory size of \d+ bytes exhausted|could not reserve enough space|cannot allocate memory|heap limit|ENOMEM|bad_alloc/i,
    'it ran out of memory before the kernel stepped in',
  ],
  [/address (?:already )?in use|port \d+ (?:was|is) already in use|EADDRINUSE/i, PORT_TAKEN],
  [
    /could not resolve (?:placeholder|property|variable|parameter|config)|unbound variable|field required|ImproperlyConfigured/i,
    WRONG_SETTING,
  ],
  [
    /no such host|\bENOTFOUND\b|EAI_AGAIN|name or service not known|name resolution|host not found|UnknownHostException|bad address|(?:could not|couldn't|cannot|unable to|failed to) (?:resolve|translate) (?:host|server)|unknown \w+ server host|nxdomain|DNS resolution failed|lookup \S+ on \S+:53: .*(?:timeout|misbehaving|refused)/i,
    'a host name does not resolve: a wrong name, a missing Service, or the DNS of the cluster',
  ],
  [
    /connection refused|Connection to \S+ refused|ConnectionRefused|ECONNREFUSED|ConnectException/i,
    'something that it depends on refuses the connection',
  ],
  [
    /too many (?:clients|connections)|remaining connection slots/i,
    'the database that it asks has no connection left for it',
  ],
  [
    // Not a setting of that name: `"timeoutMs":500`, `timeout=30`.
    /ETIMEDOUT|timed? ?out(?!(?:[-_ ]?(?:ms|millis|s|sec|secs|seconds))?["']? ?[:=] ?["']?\d)|deadline exceeded|SocketTimeoutException|network-related or instance-specific error/i,
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
    /(?:password )?authentication (?:failed|required)|login failed|WRONGPASS|NOAUTH|invalid (?:username|password|credentials|api[- _]?key|token)|unable to locate credentials|NoCredentials|access denied for user/i,
    REFUSED_CREDENTIALS,
  ],
  [/operation not permitted|access ?denied|forbidden|\b403\b|\b401\b|unauthori[sz]ed/i, MISSING_PERMISSION],
  [
    /cannot find (?:module|package)|cannot load such file|unable to access jarfile|GLIBC\S* not found|GemNotFound|failed opening required|ModuleNotFoundError|ImportError|ClassNotFound|NoClassDefFound|command not found|could not find or load main class|error while loading shared libraries|(?:files?|director(?:y|ies)|path|module|package|librar(?:y|ies)|executable|binary|script|class|symbol|certificate|key ?store)\b.{0,80}\bnot found|not found: \S*\/|(?:^|\s)\.{0,2}\/\S+: not found/i,
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
    /missing|not set|is required|must (?:be set|not be empty|specify)|undefined variable|invalid config|configuration error|unknown (?:flag|option|directive|argument)|not defined: -|KeyError/i,
    WRONG_SETTING,
  ],
];

/**
 * The most likely cause of a crash by the last lines of its log: that of the newest line that matches a signature; undefined
 * when none does. A hint for people, never a verdict.
 */
export const findLikelyCause = (lines: readonly string[]): string | undefined => {
  for (const line of lines.toReversed()) {
    const words = errorWords(line);
    const known = LOG_SIGNATURES.find(([pattern]) => pattern.test(words));
    if (known !== undefined) return known[1];
  }
  return undefined;
};
