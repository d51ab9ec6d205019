/** `1 pod`, `2 pods`; with what follows the noun where it has to agree: `counted(1, 'pod is', 'pods are')`. */
export const pluralize = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;
