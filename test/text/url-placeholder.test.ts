// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are what is tested
import { expect, it } from 'vitest';
import { httpUrlProblem, proxyProblem } from '../../src/text/http-url.ts';
import { hasPlaceholderHost } from '../../src/text/url-placeholder.ts';

it.each(['http://${HOST}/', 'postgres://u:p@$(DB_HOST)/x', 'redis://{{host}}:6379', 'http://$HOST:80'])(
  '%s has a host that nothing has replaced',
  (url) => expect(hasPlaceholderHost(url)).toBe(true),
);

it.each(['http://host/${x}', 'postgres://u:pa${ss}@host/x', 'redis://host'])('%s has a host', (url) =>
  expect(hasPlaceholderHost(url)).toBe(false),
);

it('such a URL is refused for HTTP and for a proxy', () => {
  expect(httpUrlProblem('http://${HOST}/')).toBe('the host in the url is a placeholder that nothing has replaced');
  expect(proxyProblem('http://${HOST}:1')).toBe('the host in the url is a placeholder that nothing has replaced');
});
