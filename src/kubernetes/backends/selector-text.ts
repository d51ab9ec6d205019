/** Labels as kubectl takes them: `app=web,tier=front`. */
export const formatLabels = (selector: Readonly<Record<string, string>>): string =>
  Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
