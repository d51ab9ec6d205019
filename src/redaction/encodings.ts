/** In characters; a shorter value occurs by chance in half of all texts. */
export const MIN_SECRET_LENGTH = 4;

/**
 * Every text to hide when `value` is a secret: itself, the secrets inside it (the password of a URL, the token behind
 * `Bearer`), the long lines of a key, and the encodings of each. Empty when the value is too short.
 */
export const secretForms = (value: string): readonly string[] => {
  const forms = new Set<string>();
  for (const part of secretParts(value.toWellFormed())) {
    if (part.length < MIN_SECRET_LENGTH) continue;
    for (const form of encodingsOf(part)) if (form.length >= MIN_SECRET_LENGTH) forms.add(form);
  }
  return [...forms];
};

const secretParts = (value: string): readonly string[] => {
  const trimmed = value.trim();
  if (trimmed.length < MIN_SECRET_LENGTH) return [];
  const parts = [value, trimmed, ...passwordsOf(trimmed), ...queryValuesOf(trimmed), ...keyLinesOf(trimmed)];
  const [, credentials] = /^(?:bearer|basic|token)\s+(\S+)$/i.exec(trimmed) ?? [];
  if (credentials !== undefined) parts.push(credentials);
  return parts;
};

/** The password and the user of a URL or of a `key=value` connection text, as written and decoded. */
const passwordsOf = (value: string): readonly string[] => {
  const [, keyed] = /\bpassword\s*=\s*'?([^\s';]+)/i.exec(value) ?? [];
  const [, inQuery] = /[?&]password=([^\s&#]+)/i.exec(value) ?? [];
  const [, inUrl] = /^[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/?#:]*:([^\s]*)@/i.exec(value) ?? [];
  return [keyed, inQuery, inUrl]
    .filter((found) => found !== undefined)
    .flatMap((found) => [found, decodePercent(found)]);
};

/** In characters; shorter values of a query are common words, as in `format=json`. */
const MIN_QUERY_VALUE_LENGTH = 8;

/** The parameters of these are settings of the connection, of which only the password is a secret. */
const DATABASE_URL = /^(?:postgres|redis)/i;

/** The values of a URL's query, whatever their parameter is named, as written and decoded: servers repeat them in errors. */
const queryValuesOf = (value: string): readonly string[] => {
  if (DATABASE_URL.test(value)) return [];
  const [, query = ''] = /^[a-z][a-z0-9+.-]{0,30}:\/\/[^\s?#]*\?([^\s#]+)/i.exec(value) ?? [];
  return query
    .split('&')
    .map((pair) => pair.slice(pair.indexOf('=') + 1))
    .filter((found) => found.length >= MIN_QUERY_VALUE_LENGTH)
    .flatMap((found) => [found, decodePercent(found)]);
};

/** In characters; a shorter user of an address is a name, a longer one that stands alone may be a token. */
const MIN_LONE_USER_LENGTH = 16;

/** The secrets in an address, with or without its scheme: its password, a user that stands for one, values of its query. */
export const addressSecrets = (address: string): readonly string[] => {
  const url = address.includes('://') ? address : `http://${address}`;
  const [, user = ''] = /^[^:]+:\/\/([^\s/?#:@]*)@/.exec(url) ?? [];
  return [...passwordsOf(url), ...queryValuesOf(url), ...(user.length < MIN_LONE_USER_LENGTH ? [] : [user])];
};

/** The text with its percent-encoding undone; as it is when that cannot be. */
export const decodePercent = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** The long lines of a PEM key, which may be printed line by line; without its BEGIN and END. */
const keyLinesOf = (value: string): readonly string[] =>
  value.includes('\n')
    ? value
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line.length >= 16 && !line.startsWith('-----'))
    : [];

const encodingsOf = (value: string): readonly string[] => {
  const percent = encodeURIComponent(value);
  const strict = percent.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  const urls = [percent, strict, encodeURI(value), percent.replaceAll('%20', '+'), strict.replaceAll('%20', '+')];
  const json = JSON.stringify(value).slice(1, -1);
  const hex = Buffer.from(value).toString('hex');
  return [
    value,
    ...urls,
    ...urls.map((url) => url.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())),
    json,
    JSON.stringify(json).slice(1, -1),
    json.replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`),
    ...markupEncodings(value),
    hex,
    hex.toUpperCase(),
    ...base64Encodings(value),
  ];
};

const markupEncodings = (value: string): readonly string[] => {
  const text = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const quoted = text.replaceAll('"', '&quot;');
  return [text, quoted, quoted.replaceAll("'", '&#39;'), quoted.replaceAll("'", '&apos;')];
};

/**
 * Base64 of the value alone and inside a longer text: there the text before it shifts it by 0, 1 or 2 bytes, and the
 * characters that it shares with its neighbours differ.
 */
const base64Encodings = (value: string): readonly string[] => {
  const bytes = Buffer.from(value);
  const inner = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const whole = Math.floor(((shift + bytes.length) * 8) / 6);
    return text.slice(shift === 0 ? 0 : shift + 1, whole);
  });
  const standard = [bytes.toString('base64'), ...inner.filter((text) => text.length >= 6)];
  return [...standard, ...standard.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))];
};
