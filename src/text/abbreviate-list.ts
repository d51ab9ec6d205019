/** The first names of a list and how many more there are: `a, b, c and 4 more`. */
export const abbreviateList = (names: readonly string[], limit = 3): string =>
  names.length > limit ? `${names.slice(0, limit).join(', ')} and ${names.length - limit} more` : names.join(', ');
