/**
 * Classes by the error text of the registry and of Go's network stack, which runtimes pass on. A text may match
 * several: the first counts, so that the most specific come first.
 */
export const PULL_FAILURE_CLASSES: readonly (readonly [cause: string, pattern: RegExp, text: string])[] = [
  [
    'platform',
    /no match(?:ing manifest)? for (?:platform|\S+ in the manifest list)|does not match the specified platform|no matching manifest|no image found in (?:manifest list|image index)|operating system does not match the host|incompatible with a \S+ host|cannot be used on this platform/i,
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
    'registry_policy',
    /\b412\b|precondition failed|configured policy|prevent images|vulnerabilit/i,
    'the registry keeps this image back by a policy of its own: a scan, or a signature that it asks for',
  ],
  [
    'address_refused',
    /client with IP|not allowed (?:access|by (?:network|firewall))|firewall|IP address .*not (?:allowed|authori[sz]ed)/i,
    "the registry refuses the node's address: its firewall does not allow it",
  ],
  [
    'account',
    /requires billing|billing (?:account|is|has)|payment required|\b402\b|account .*(?:suspended|disabled)/i,
    "the registry's account is closed: billing, or suspended",
  ],
  [
    // Go names a refusal of the tunnel by the words of its status alone; a registry's has a number, or words of its own.
    'proxy',
    /proxyconnect|proxy authentication|\b407\b|\b(?:Get|Head|Post) +: (?:Forbidden|Bad Gateway|Service Unavailable|Gateway Timeout)\b/i,
    'the proxy that the node pulls through refuses it, or does not answer',
  ],
  [
    'image_store',
    /content digest \S+ not found|from content store|prepare extraction snapshot|failed to stat snapshot|parent snapshot\b.*does not exist/i,
    'the image store of the node lacks a part that it should have: remove the image there, or restart the runtime',
  ],
  [
    'not_an_image',
    /unsupported (?:config )?media type|mismatched image rootfs|no processor for media-type|not a container image|unsupported (?:image|manifest|layer) (?:type|format)/i,
    'what that name leads to is no image that the runtime reads: another artifact (a chart, a signature), or packed in another way',
  ],
  [
    'unauthorised',
    /token (?:has|is) expired|expired token|ExpiredToken/i,
    'unauthorised: the credentials have expired',
  ],
  [
    'missing_or_denied',
    /may require (?:authorization|authentication|'?docker login)|\(or it may not exist\)/i,
    'not found or denied: the registry has no such image, or shows it only to other credentials',
  ],
  ['rate_limited', /\b429\b|too ?many ?requests|rate ?limit/i, 'the registry limits the rate (429 Too Many Requests)'],
  [
    'unauthorised',
    /unauthorized|\b401\b|\b403\b|forbidden|\bdenied\b|authentication required|authorization failed|no basic auth|insufficient_scope|invalid username|not have permission/i,
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
    /context cancell?ed|unexpected EOF|(?:during read|read tcp|writing blob|failed to copy)\b.*connection reset|layer verification failed|broken pipe|stream error|unexpected commit (?:size|digest)|failed size validation|short read/i,
    'the pull was cut off before it was done: a slow or broken way to the registry, or a restart of the runtime',
  ],
  [
    'unreachable',
    /connection refused|connection reset|no route to host|network is unreachable|\bEOF\b/i,
    'the registry is unreachable',
  ],
  [
    'incomplete',
    /content at +not found|blob unknown|blob .*not found/i,
    'the registry has the name, and lacks a part of the image: push it again',
  ],
  [
    'not_found',
    /not ?found|manifest unknown|name unknown|\b404\b|does not exist/i,
    'not found: the registry has no such image or tag',
  ],
  ['registry', /\b50[0-4]\b|internal server error|bad gateway|service unavailable/i, 'the registry itself fails (5xx)'],
];

/** A web page in place of an answer of the registry's API: a proxy's, a login's, a mirror's. */
export const WEB_PAGE = /\btext\/html\b|<!doctype html|<html\b|invalid character '<' looking for/i;

/** The kubelet does not reach the runtime: no registry was asked. */
export const RUNTIME_SOCKET = /dial unix \S+\.sock|Cannot connect to the Docker daemon/i;

/** Media types of an image of the first schema, which runtimes have given up. */
export const OLD_FORMAT = /manifest\.v1\+|\bschema ?1\b|schemaVersion ?1\b/i;
