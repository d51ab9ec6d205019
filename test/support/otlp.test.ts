import { expect, it } from 'vitest';
import { postMetrics } from './otlp-post.ts';
import { startOtlpReceiver } from './otlp-receiver.ts';

it.each([
  ['accepts', [200, 200]],
  ['missing', [404, 404]],
  ['throttled', [429, 429]],
  ['recovers', [503, 200]],
  ['redirect', [307, 307]],
  ['page', [200, 200]],
] as const)('a receiver that %s answers %j', async (behaviour, expected) => {
  const receiver = await startOtlpReceiver({ behaviour, retryAfter: 2 });
  const answers = [await postMetrics(receiver.url, '{"a":1}'), await postMetrics(receiver.url, '{"a":2}')];
  await receiver.stop();
  expect(answers.map((answer) => answer.status)).toEqual(expected);
  expect(receiver.posts.map((each) => each.body.toString())).toEqual(['{"a":1}', '{"a":2}']);
  if (behaviour === 'throttled') expect(answers[0]?.headers.get('retry-after')).toBe('2');
});

it.each(['hangs', 'closes', 'half'] as const)('a receiver that %s gives no whole answer', async (behaviour) => {
  const receiver = await startOtlpReceiver({ behaviour });
  await expect(postMetrics(receiver.url, '{}').then((answer) => answer.text())).rejects.toThrow();
  expect(receiver.posts).toHaveLength(1);
  await receiver.stop();
});
