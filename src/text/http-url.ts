import { hasStrayHttpPassword, hasStrayPassword, UNENCODED_PASSWORD } from './stray-credentials.ts';
import { hasPlaceholderHost, PLACEHOLDER_HOST } from './url-placeholder.ts';

/** Why a text is no URL that can be asked, undefined when it is one. It leaves the text out, which may hold a password. */
export const httpUrlProblem = (text: string): string | undefined => {
  if (hasStrayHttpPassword(text)) return UNENCODED_PASSWORD;
  if (hasPlaceholderHost(text)) return PLACEHOLDER_HOST;
  const url = URL.parse(text);
  if (url !== null && isHttp(url)) return undefined;
  return 'the URL is not one of http or https: write http://HOST:PORT/PATH';
};

/** Why a text is no proxy that can be used. */
export const proxyProblem = (text: string): string | undefined => {
  if (hasStrayPassword(text)) return UNENCODED_PASSWORD;
  if (hasPlaceholderHost(text)) return PLACEHOLDER_HOST;
  const scheme = /^([a-z][a-z0-9+.-]*:)\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'http:') return `the proxy ${scheme}//... is not supported, http only`;
  return URL.parse(text)?.protocol === 'http:' ? undefined : 'the proxy is no URL: write http://HOST:PORT';
};

const isHttp = ({ protocol }: URL): boolean => protocol === 'http:' || protocol === 'https:';
