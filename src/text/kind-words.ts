/** Words for what was looked at that its name in the report does not give. */
const OWN_WORDS: Readonly<Record<string, string>> = {
  pods: 'pods',
  nodes: 'nodes',
  namespaces: 'namespaces',
  apiServers: 'API servers',
  apiServices: 'APIServices',
  validatingWebhooks: 'ValidatingWebhookConfigurations',
  mutatingWebhooks: 'MutatingWebhookConfigurations',
};

/** Objects of one kind by their name under `looked`: `daemonSets` are `DaemonSets`. */
export const kindWord = (name: string): string => OWN_WORDS[name] ?? name.charAt(0).toUpperCase() + name.slice(1);

/** `59 pods`, `1 DaemonSet`, `2 NetworkPolicies`. */
export const countOfKind = (count: number, name: string): string =>
  `${count} ${count === 1 ? singularOf(kindWord(name)) : kindWord(name)}`;

const singularOf = (word: string): string => {
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  return word.replace(/(?<=ss|x|ch|sh)es$|s$/, '');
};
