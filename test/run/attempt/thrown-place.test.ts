import { describe, expect, it } from 'vitest';
import { placeOfThrown } from '../../../src/run/attempt/thrown-place.ts';

const errorAt = (...frames: readonly string[]): Error =>
  Object.assign(new Error('oh'), { stack: ['Error: oh', ...frames.map((frame) => `    at ${frame}`)].join('\n') });

const MODULE = '/srv/checks/queue.ts';
const OWN_FRAME = `runAttempt (${new URL('../../../src/run/attempt/attempt.ts', import.meta.url).href}:50:3)`;

describe('the place of what was thrown', () => {
  it.each([
    ['the frame of the module', ['Object.run (file:///srv/checks/queue.ts:14:9)', OWN_FRAME], `${MODULE}:14:9`],
    ['a file that it imports', ['readDepth (/srv/lib/depth.js:3:1)', `async ${MODULE}:9:1`], '/srv/lib/depth.js:3:1'],
    [
      'an asynchronous frame',
      ['async open (node:internal/fs:1:2)', `async Object.run (${MODULE}:7:5)`],
      `${MODULE}:7:5`,
    ],
    ['an escaped name', ['file:///srv/my%20checks/a.ts:2:1'], '/srv/my checks/a.ts:2:1'],
    ['its call of a package', ['f (/srv/node_modules/x/i.js:1:1)', `run (${MODULE}:5:2)`], `${MODULE}:5:2`],
  ])('is %s', (_, frames, place) => {
    expect(placeOfThrown(errorAt(...frames), MODULE)).toBe(place);
  });

  it('is a module that is itself an installed package', () => {
    const module = '/srv/node_modules/@acme/checks/queue.js';
    expect(placeOfThrown(errorAt(`run (${module}:5:2)`), module)).toBe(`${module}:5:2`);
  });

  it.each([
    ['frames of kavmon and of Node alone', errorAt(OWN_FRAME, 'run (node:internal/process:1:1)')],
    ['no error', 'a text'],
    ['nothing', undefined],
    ['a stack of another kind', Object.assign(new Error('oh'), { stack: 7 })],
    [
      'a stack that throws',
      Object.defineProperty(new Error('oh'), 'stack', {
        get: () => {
          throw new Error('no');
        },
      }),
    ],
  ])('is unknown for %s', (_, thrown) => {
    expect(placeOfThrown(thrown, MODULE)).toBeUndefined();
  });
});
