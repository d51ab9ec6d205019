/** Why an image cannot be pulled. */
export interface PullFailure {
  readonly cause: string;
  /** For a message, with the words that people search for. */
  readonly text: string;
}

/**
 * Classes by the error text of the registry and of Go's network stack, which runtimes pass on. A text may match
 * several: the first counts, so that the most specific come first.
 */
const PULL_FAILURE_CLASSES: readonly (readonly [cause: string, pattern: RegExp, text: string])[] = [
  [
    'platform',
    /no match(?:ing manifest)? for (?:platform|\S+ in the manifest list)|does not match the specified platform|no matching manifest|no image found in (?:manifest list|image index)|operating system does not match the host|incompatible with a \S+ host/i,
    "the image has no variant for the node's platform",
  ],
  ['disk', /no space left|disk quota|not enough space on the disk/i, "the node's disk is full"],
  [
    'node_disk',
    /read-only file system|input\/output error|structure needs cleaning/i,
    "the node's disk cannot be written: it is read-only, or has errors",
  ],
  [
    'kubelet_limit',
    /pull QPS exceeded/i,
    "the kubelet's own limit of pulls (registryPullQPS): the registry was not asked",
  ],
  [
    'short_name',
    /short[- ]name|unqualified-search/i,
    'the image name has no registry, and the node does not know where to look for it',
  ],
  ['policy', /source image rejected|rejected by policy/i, "the node's own policy of images rejects it"],
  [
    'proxy',
    /proxyconnect|proxy authentication|\b407\b/i,
    'the proxy that the node pulls through refuses it, or does not answer',
  ],
  [
    'image_store',
    /content digest \S+ not found|from content store|prepare extraction snapshot|failed to stat snapshot|parent snapshot\b.*does not exist/i,
    'the image store of the node lacks a part that it should have: remove the image there, or restart the runtime',
  ],
  [
    'missing_or_denied',
    /may require (?:authorization|authentication|'?docker login)|\(or it may not exist\)/i,
    'not found or denied: the registry has no such image, or shows it only to other credentials',
  ],
  ['rate_limited', /\b429\b|too ?many ?requests|rate ?limit/i, 'the registry limits the rate (429 Too Many Requests)'],
  [
    'unauthorised',
    /unauthorized|\b401\b|\b403\b|forbidden|\bdenied\b|authentication required|authorization failed|no basic auth|insufficient_scope|invalid username/i,
    'unauthorised: the registry refuses the credentials, or there are none',
  ],
  [
    'dns',
    /no such host|server misbehaving|name resolution|name or service not known|lookup \S+.*(?:timeout|refused|unreachable)/i,
    "DNS: the registry's name does not resolve",
  ],
  [
    'timeout',
    /timeout|timed out|deadline exceeded/i,
    'timeout: the registry, or the way to it, does not answer in time',
  ],
  [
    'tls',
    /x509|certificate|\btls:|server gave HTTP response to HTTPS/i,
    'TLS: the connection to the registry is not trusted',
  ],
  [
    'cut_off',
    /context cancell?ed|unexpected EOF|broken pipe|stream error|unexpected commit (?:size|digest)|failed size validation|short read/i,
    'the pull was cut off before it was done: a slow or broken way to the registry, or a restart of the runtime',
  ],
  [
    'unreachable',
    /connection refused|connection reset|no route to host|network is unreachable|\bEOF\b/i,
    'the registry is unreachable',
  ],
  [
    'not_found',
    /not ?found|manifest unknown|name unknown|\b404\b|does not exist/i,
    'not found: the registry has no such image or tag',
  ],
  ['registry', /\b50[0-4]\b|internal server error|bad gateway|service unavailable/i, 'the registry itself fails (5xx)'],
];

/** A web page in place of an answer of the registry's API: a proxy's, a login's, a mirror's. */
const WEB_PAGE = /\btext\/html\b|<!doctype html|<html\b|invalid character '<' looking for/i;

/** The kubelet does not reach the runtime: no registry was asked. */
const RUNTIME_SOCKET = /dial unix \S+\.sock|Cannot connect to the Docker daemon/i;

/** Media types of an image of the first schema, which runtimes have given up. */
const OLD_FORMAT = /manifest\.v1\+|\bschema ?1\b|schemaVersion ?1\b/i;

/** Waiting reasons that name the cause without a message. */
const FAILURES_BY_REASON: Readonly<Record<string, PullFailure>> = {
  InvalidImageName: { cause: 'invalid_name', text: 'the image name is invalid' },
  ErrImageNeverPull: {
    cause: 'never_pulled',
    text: 'the pull policy is Never and the node does not have the image',
  },
  SignatureValidationFailed: { cause: 'signature', text: 'the signature of the image is not accepted' },
};

/** An error text that no class matches is shown as it is; older kubelets give none. */
const unknownFailure = (message: string): PullFailure => ({
  cause: 'unknown',
  text: pullErrorText(message).slice(0, 200) || 'the events of the pod tell why',
});

/** Classifies a failed pull by the container's waiting reason and message. */
export const classifyPullFailure = (reason: string, message: string, image: string): PullFailure => {
  const certain = FAILURES_BY_REASON[reason];
  if (certain !== undefined) return certain;
  if (WEB_PAGE.test(message))
    return {
      cause: 'web_page',
      text: 'a web page (text/html) came in place of the image: a proxy, a login or a mirror answers for the registry',
    };
  if (RUNTIME_SOCKET.test(message))
    return { cause: 'runtime', text: 'the container runtime of the node does not answer: the registry was not asked' };
  if (OLD_FORMAT.test(message))
    return {
      cause: 'old_format',
      text: 'the image has an old format (schema 1) that the runtime of the node cannot read',
    };
  const text = removeNames(message, image);
  const known = PULL_FAILURE_CLASSES.find(([, pattern]) => pattern.test(text));
  return known === undefined ? unknownFailure(message) : { cause: known[0], text: known[2] };
};

/** Removes names from an error text: a tag may be called `v404`, a repository `denied`. */
const removeNames = (message: string, image: string): string =>
  (image === '' ? message : message.replaceAll(image, ' '))
    .replace(/"[^"\s]*"/g, ' ')
    .replace(/\S*(?<!\b(?:i|input))\/\S*/g, ' ');

/** The error text of the registry or the runtime, without the kubelet's preamble. */
export const pullErrorText = (message: string): string =>
  message.replace(/^Back-off pulling image "[^"]*"(?::\s*)?/, '').replace(/^(?:ErrImagePull|rpc error): /, '');
