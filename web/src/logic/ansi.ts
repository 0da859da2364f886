/** Text with ANSI colour codes as pieces with a style; other control sequences are dropped. */

export interface Piece {
  text: string;
  /** Colour 0 to 15 of the terminal palette, or a CSS colour for the larger palettes. */
  colour?: number | string;
  bold?: boolean;
  dim?: boolean;
}

const sequence = /\u001b(?:\[([0-9;?]*)([A-Za-z])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;

/** The text without any codes: what search looks at. */
export function plain(text: string): string {
  return text.includes('\u001b') ? text.replace(sequence, '') : text;
}

/** Only what a terminal would show in the end: what a carriage return wrote over is gone. */
export function settled(text: string): string {
  const trimmed = text.replace(/\r+$/, '');
  return trimmed.slice(trimmed.lastIndexOf('\r') + 1);
}

export function pieces(text: string): Piece[] {
  if (!text.includes('\u001b')) return [{ text }];
  const found: Piece[] = [];
  let style: Omit<Piece, 'text'> = {};
  let from = 0;
  for (const match of text.matchAll(sequence)) {
    if (match.index > from) found.push({ text: text.slice(from, match.index), ...style });
    from = match.index + match[0].length;
    if (match[2] === 'm') style = restyle(style, match[1] ?? '');
  }
  if (from < text.length) found.push({ text: text.slice(from), ...style });
  return found;
}

function restyle(style: Omit<Piece, 'text'>, codes: string): Omit<Piece, 'text'> {
  let next = { ...style };
  const numbers = codes.split(';').map(Number);
  for (let index = 0; index < numbers.length; index++) {
    const code = numbers[index] ?? 0;
    if (code === 0) next = {};
    else if (code === 1) next.bold = true;
    else if (code === 2) next.dim = true;
    else if (code === 22) next = without(next, 'bold', 'dim');
    else if (code >= 30 && code <= 37) next.colour = code - 30;
    else if (code >= 90 && code <= 97) next.colour = code - 82;
    else if (code === 39) next = without(next, 'colour');
    else if (code === 38 && numbers[index + 1] === 5) {
      next.colour = ofPalette(numbers[index + 2] ?? 0);
      index += 2;
    } else if (code === 38 && numbers[index + 1] === 2) {
      next.colour = `rgb(${numbers.slice(index + 2, index + 5).join(' ')})`;
      index += 4;
    }
  }
  return next;
}

function without(style: Omit<Piece, 'text'>, ...names: (keyof Omit<Piece, 'text'>)[]): Omit<Piece, 'text'> {
  const next = { ...style };
  for (const name of names) delete next[name];
  return next;
}

function ofPalette(number: number): number | string {
  if (number < 16) return number;
  if (number >= 232)
    return `rgb(${Array(3)
      .fill(8 + 10 * (number - 232))
      .join(' ')})`;
  const level = (part: number) => (part === 0 ? 0 : 55 + 40 * part);
  const cube = number - 16;
  return `rgb(${level(Math.floor(cube / 36))} ${level(Math.floor(cube / 6) % 6)} ${level(cube % 6)})`;
}
