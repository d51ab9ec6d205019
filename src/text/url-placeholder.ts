/** What a URL is told whose host is still the name of a variable: it holds nothing of it. */
export const PLACEHOLDER_HOST = 'the host in the url is a placeholder that nothing has replaced';

/** Whether the host of a URL has `${NAME}`, `$(NAME)` or `{{ NAME }}`. A password may have them. */
export const hasPlaceholderHost = (text: string): boolean => {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(text.trim())?.[1] ?? '';
  return /\$\{|\$\(|\{\{|^\$[A-Za-z_]/.test(authority.slice(authority.lastIndexOf('@') + 1));
};
