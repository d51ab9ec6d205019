/** Sets a value at a path as `customKinds` names it: a last key with dots stands behind a space. */
export const setAt = (object: object, path: string, value: unknown): void => {
  const [dotted = '', last] = path.split(' ');
  const keys = [...dotted.split('.'), ...(last === undefined ? [] : [last])];
  const final = keys.pop() as string;
  // biome-ignore lint/suspicious/noExplicitAny: objects of any kind.
  let at: any = object;
  for (const key of keys) at = at[key] ??= {};
  at[final] = value;
};
