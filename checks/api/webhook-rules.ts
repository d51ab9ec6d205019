import type { WebhookConfigurationRow, WebhookRow } from '../../src/kubernetes/views/webhooks.ts';

/**
 * Who else is asked about what a webhook is asked about, and how long all may take. Mutating webhooks are asked one after the
 * other: their time-outs add up, and the request may have less.
 */
export const webhookChainEvidence = (hook: WebhookRow, all: readonly WebhookConfigurationRow[]) => {
  const chain = webhooksBeside(hook, all);
  return {
    timeoutSeconds: hook.timeoutSeconds,
    ...(chain.length > 1
      ? {
          askedBeside: chain.filter((one) => one !== hook).map(({ name }) => name),
          timeoutSecondsInAll: chain.reduce((sum, { timeoutSeconds }) => sum + timeoutSeconds, 0),
        }
      : {}),
  };
};

/** All webhooks that are asked about something that this one is asked about, itself included. */
const webhooksBeside = (hook: WebhookRow, all: readonly WebhookConfigurationRow[]): readonly WebhookRow[] =>
  all.flatMap(({ webhooks }) => webhooks).filter((other) => sharesResource(hook, other));

const sharesResource = (one: WebhookRow, other: WebhookRow): boolean =>
  one.operations.some((operation) => other.operations.some((beside) => overlaps(operation, beside))) &&
  one.resources.some((resource) => other.resources.some((beside) => overlaps(resource, beside)));

const isAnything = (name: string): boolean => name === '*' || name === '*/*';

/** Whether two names, or patterns with `*` parts as the API writes them, can be of the same thing. */
const overlaps = (one: string, other: string): boolean =>
  isAnything(one) || isAnything(other) || partsOverlap(one.split('/'), other.split('/'));

const partsOverlap = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((part, at) => part === '*' || other[at] === '*' || part === other[at]);
