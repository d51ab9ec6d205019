import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../src/redaction/redactor.ts';
import { clipText } from '../../src/text/clip-text.ts';

const SECRET = 'Zq7+kanari=64/of-the-header';
const redactor = createRedactor();
redactor.register(SECRET);

describe('hideKnownSecrets', () => {
  it('leaves no beginning of a secret in front of the mark of a cut, wherever it was cut', () => {
    const whole = `{"x-license":"${SECRET}"}`;
    const start = whole.indexOf(SECRET);
    for (let length = start + 5; length < whole.length; length++)
      for (const cut of [
        `${whole.slice(0, length)}...`,
        clipText(whole, length),
        `${whole.slice(0, length)}... and more`,
      ])
        expect(redactor.text(cut)).not.toContain(SECRET.slice(0, 4));
  });

  it('hides it in other encodings too', () => {
    const encoded = Buffer.from(SECRET).toString('base64');
    expect(redactor.text(`sent ${encoded.slice(0, 16)}...`)).toBe('sent ***...');
  });

  it('leaves alone what only begins as a secret does, and marks of cuts elsewhere', () => {
    for (const text of ['Zq7+kan is a word', 'Zq7...', 'Zq7+other...', 'it goes on...', 'Zq7+kan, and so on...'])
      expect(redactor.known(text)).toBe(text);
  });
});
