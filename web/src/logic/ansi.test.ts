import { expect, test } from 'vitest';
import { pieces, plain, settled } from './ansi';

const esc = '\u001b';

test('text without codes is one piece', () => {
  expect(pieces('loss 0.3')).toEqual([{ text: 'loss 0.3' }]);
});

test('colours, bold and reset make pieces', () => {
  expect(pieces(`a${esc}[1;31mb${esc}[39mc${esc}[0md`)).toEqual([
    { text: 'a' },
    { text: 'b', bold: true, colour: 1 },
    { text: 'c', bold: true },
    { text: 'd' },
  ]);
});

test('bright, large and true colours are known', () => {
  expect(pieces(`${esc}[92ma${esc}[38;5;196mb${esc}[38;2;1;2;3mc`)).toEqual([
    { text: 'a', colour: 10 },
    { text: 'b', colour: 'rgb(255 0 0)' },
    { text: 'c', colour: 'rgb(1 2 3)' },
  ]);
});

test('other control sequences are dropped, also for search', () => {
  const text = `${esc}[2K${esc}]0;title\u0007done ${esc}[32mok${esc}[m`;
  expect(plain(text)).toBe('done ok');
  expect(
    pieces(text)
      .map(piece => piece.text)
      .join(''),
  ).toBe('done ok');
});

test('a progress bar is what it was in the end', () => {
  expect(settled('1/3\r2/3\r3/3\r')).toBe('3/3');
});
