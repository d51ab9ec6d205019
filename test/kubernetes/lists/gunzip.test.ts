import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { gunzipChunks } from '../../../src/kubernetes/lists/gunzip.ts';

const warnings: Error[] = [];
const collect = (warning: Error): void => void warnings.push(warning);

afterEach(() => {
  process.off('warning', collect);
  warnings.length = 0;
});

async function* inParts(bytes: Buffer, partBytes: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += partBytes) yield bytes.subarray(start, start + partBytes);
}

describe('gunzipChunks', () => {
  it('waits for room a hundred times without a warning of too many listeners', async () => {
    process.on('warning', collect);
    const sent = randomBytes(3_000_000);
    const received: Buffer[] = [];
    for await (const chunk of gunzipChunks(inParts(gzipSync(sent, { level: 0 }), 30_000))) received.push(chunk);
    // Node emits a warning in the next turn.
    await nextTurn();
    expect(Buffer.concat(received).equals(sent)).toBe(true);
    expect(warnings).toEqual([]);
  });

  it('lets go of its source when its reader stops', async () => {
    let isReleased = false;
    async function* source(): AsyncGenerator<Buffer> {
      try {
        yield* inParts(gzipSync(randomBytes(3_000_000), { level: 0 }), 30_000);
      } finally {
        isReleased = true;
      }
    }
    for await (const chunk of gunzipChunks(source())) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    await expect.poll(() => isReleased).toBe(true);
  });
});
