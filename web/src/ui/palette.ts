import type { Theme } from './theme';

/** The colours of Okabe and Ito, safe for colour-blind eyes, in an order that keeps neighbours apart. */
const okabeIto = ['#0072b2', '#e69f00', '#009e73', '#d55e00', '#cc79a7', '#56b4e9', '', '#f0e442'];
const eighth = { light: '#000000', dark: '#d8dee4' };
/** Dark yellow on white would not be seen; the others are as published. */
const yellow = { light: '#b8a900', dark: '#f0e442' };
const dashes = [[], [7, 4], [2, 3], [9, 3, 2, 3]];

/** Colour and dash of the nth curve; 32 differ. */
export function stroke(index: number, theme: Theme): { colour: string; dash: number[] } {
  const place = index % okabeIto.length;
  const colour = place === 6 ? eighth[theme] : place === 7 ? yellow[theme] : (okabeIto[place] ?? eighth[theme]);
  return { colour, dash: dashes[Math.floor(index / okabeIto.length) % dashes.length] ?? [] };
}
