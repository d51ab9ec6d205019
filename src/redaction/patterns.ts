/** Replaces a secret. */
export const REDACTED_TEXT = '***';

const SECRET_NAMES =
  'pass(?:word|wd|phrase)|pwd|secret|token|api[-_ ]?key|(?:access|account|private|client)[-_]?key|credentials?|dsn|[-_]headers';
const QUOTED_VALUE = String.raw`"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\\{1,8}"[^"]*"`;
const BARE_VALUE = String.raw`\\{0,8}["']?[^\s&"'<>;]*[^\s&"'<>;,)}\]\\]`;

const KEY_VALUE = new RegExp(
  String.raw`(${SECRET_NAMES})(\\{0,8}["']?\s{0,4}(?:=>|[:=])\s{0,4})(${QUOTED_VALUE}|${BARE_VALUE})`,
  'gi',
);
const SECRET_HEADER =
  /((?:proxy-)?authorization|(?:set-)?cookie)(\\{0,8}["']?\s{0,4}[:=]\s{0,4}\\{0,8}["']?)[^"'\r\n\\]+/gi;
const SECRET_FLAG = new RegExp(String.raw`(--[\w-]{0,40}(?:${SECRET_NAMES})\s{1,4})(?!-)(${QUOTED_VALUE}|\S+)`, 'gi');
const USER_FLAG = /((?:\s-u|--user)[ =]{1,4}['"]?)[^\s:'"]{1,200}:[^\s'"]+/g;
const AUTH_SCHEME = /\b(bearer|basic|negotiate)(\s{1,8})([\w.~+/=-]+)/gi;
const SECRET_QUERY =
  /([?&](?:amp;)?(?:key|sig|signature|auth|jwt|session(?:_?id)?|sid|code|otp|pin|pass|pw|x-amz-(?:signature|credential|security-token))=)[^&#\s"'<>]+/gi;
// Also a password with a slash, which makes the URL invalid; a port and a path are not taken for one.
const URL_USERINFO = /(:\/\/)(?:[^\s/?#"'<>]*@|[^\s/@:[\]"'<>]{0,100}:(?!\d{1,5}(?:[/?#\s]|$))[^\s@"'<>]{0,256}@)/g;
const PEM_PRIVATE_KEY =
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----[^-]*(?:-(?!----)[^-]*)*(?:-----END [A-Z0-9 ]{0,40}-----)?/g;
const JSON_WEB_TOKEN = /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g;

/** Words that follow `Bearer` in a sentence about it. */
const PROSE_WORDS = /^(?:tokens?|auth\w*|realm|is|was|error|schemes?|headers?|credentials?)\b/i;

/**
 * The text without what looks like a secret: passwords in URLs and connection texts, `key=value` and `--flag value` whose name
 * says so, authorization and cookie headers, credentials behind a scheme, JSON web tokens, private keys. In linear time:
 * every pattern either starts at a rare mark or is bounded.
 */
export const hideSecretPatterns = (text: string): string => {
  if (!/[=:\s.-]/.test(text)) return text;
  return text
    .replace(PEM_PRIVATE_KEY, REDACTED_TEXT)
    .replace(URL_USERINFO, `$1${REDACTED_TEXT}@`)
    .replace(SECRET_HEADER, `$1$2${REDACTED_TEXT}`)
    .replace(AUTH_SCHEME, hideCredentials)
    .replace(KEY_VALUE, hideValue)
    .replace(SECRET_QUERY, `$1${REDACTED_TEXT}`)
    .replace(SECRET_FLAG, `$1${REDACTED_TEXT}`)
    .replace(USER_FLAG, `$1${REDACTED_TEXT}`)
    .replace(JSON_WEB_TOKEN, REDACTED_TEXT);
};

const hideCredentials = (all: string, scheme: string, space: string, value: string): string => {
  const secret = scheme.toLowerCase() === 'basic' ? isUserAndPassword(value) : !PROSE_WORDS.test(value);
  return secret ? `${scheme}${space}${REDACTED_TEXT}` : all;
};

/** `Basic authentication failed` is a sentence: what follows is a secret when it decodes to `user:password`. */
const isUserAndPassword = (value: string): boolean => Buffer.from(value, 'base64').toString('latin1').includes(':');

/** Words of JSON and YAML, what is hidden already, the beginning of a mapping (`{ env: NAME }`), and a placeholder. */
const NO_SECRET = /^(?:true|false|null|none|\*{3}|\{|\$\{\w+\})$/i;

/** Keeps the quotes, so that JSON inside a text stays JSON. */
const hideValue = (all: string, name: string, separator: string, value: string): string => {
  const bare = value.replace(/^\\*["']|\\*["']$/g, '');
  if (NO_SECRET.test(bare) || isProse(name, separator, value)) return all;
  const [quote = ''] = /^\\*["']/.exec(value) ?? [];
  const closed = quote !== '' && value.length > quote.length && value.endsWith(quote);
  return `${name}${separator}${quote}${REDACTED_TEXT}${closed ? quote : ''}`;
};

/** `invalid token: signature is wrong` is a sentence; `password: wrong` is taken for a password all the same. */
const isProse = (name: string, separator: string, value: string): boolean =>
  separator === ': ' && /^(?:token|secret|credentials?)$/i.test(name) && /^[a-z]{1,15}$/.test(value);

const SECRET_KEY =
  /(?:^|_)(?:authorization|pwd|token|secret|cookie|credentials?|dsn|jwt|(?:access|account|private|client)_?key|connection_string)$|(?:password|passwd|passphrase|api_?key|authtoken)$/;

/** A limit, since keys of evidence may come from outside. */
const MAX_REMEMBERED_KEYS = 1000;

/** Remembers the answers: a document of a thousand results has the same few keys fifty thousand times. */
const rememberAnswers = (judge: (key: string) => boolean): ((key: string) => boolean) => {
  const known = new Map<string, boolean>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const answer = judge(key);
    if (known.size < MAX_REMEMBERED_KEYS) known.set(key, answer);
    return answer;
  };
};

/** Whether a value under this key is a secret, whatever it looks like: `dbPassword`, `X-Api-Key`, `access_token`. */
export const isSecretKey = rememberAnswers((key) => SECRET_KEY.test(toSnakeCase(key)));

/** Whether a text under this key may hold secrets (`OTEL_EXPORTER_OTLP_HEADERS`); as an object it is judged by its own keys. */
export const isHeadersKey = rememberAnswers((key) => /(?:^|_)headers$/.test(toSnakeCase(key)));

const toSnakeCase = (key: string): string =>
  key
    .slice(-100)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_');
