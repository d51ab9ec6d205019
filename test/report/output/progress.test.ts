import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProgress, progressLine } from '../../../src/report/output/progress.ts';

const fakeTerminal = (isTTY: boolean) => {
  const written: string[] = [];
  return { written, stream: { isTTY, columns: 60, write: (text: string) => written.push(text) > 0 } as never };
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('progress', () => {
  it('writes nothing where there is no terminal', () => {
    const { stream, written } = fakeTerminal(false);
    const progress = createProgress(stream, 2);
    progress.started('a');
    vi.advanceTimersByTime(250);
    progress.finished('a', false);
    progress.stop();
    expect(written).toEqual([]);
  });

  it('shows one line and clears it', () => {
    const { stream, written } = fakeTerminal(true);
    const progress = createProgress(stream, 2);
    progress.started('slow \u001b[2Jone\n');
    progress.started('bad');
    progress.finished('bad', false);
    vi.advanceTimersByTime(250);
    expect(written.at(-1)).toBe('\r\u001b[K1/2, 1 failing: slow one');
    progress.above(() => written.push('a log line\n'));
    expect(written.slice(-2)).toEqual(['\r\u001b[K', 'a log line\n']);
    vi.advanceTimersByTime(150);
    progress.stop();
    expect(written.at(-1)).toBe('\r\u001b[K');
    const count = written.length;
    vi.advanceTimersByTime(150);
    expect(written).toHaveLength(count);
  });

  it('counts checks of one name in two services apart, and ends at their number', () => {
    const { stream, written } = fakeTerminal(true);
    const progress = createProgress(stream, 2);
    for (const id of ['shop/http-endpoint', 'blog/http-endpoint']) progress.started(id);
    progress.finished('shop/http-endpoint', true);
    vi.advanceTimersByTime(150);
    expect(written.at(-1)).toBe('\r\u001b[K1/2: blog/http-endpoint');
    progress.finished('blog/http-endpoint', true);
    vi.advanceTimersByTime(150);
    expect(written.at(-1)).toBe('\r\u001b[K2/2');
    progress.stop();
  });

  it('shows nothing of a run that is over at once', () => {
    const { stream, written } = fakeTerminal(true);
    createProgress(stream, 1).stop();
    expect(written).toEqual([]);
  });

  it.each([10, 30, 80])('fits into %i columns', (width) => {
    const running = Array.from({ length: 20 }, (_, index) => `service/check-${index}`);
    const line = progressLine({ done: 3, total: 57, failing: 2, running }, width);
    expect(line.length).toBeLessThanOrEqual(width);
    expect(line).toContain('3/57');
  });
});
