import type { Theme } from './theme';

/**
 * The colours of Okabe and Ito, safe for colour-blind eyes, in an order that keeps neighbours apart; the brighter of the two blues
 * first on dark. Their yellow is darkened on white and their black is light on dark: neither would be seen.
 */
const blue = '#0072b2';
const sky = '#56b4e9';
const light = [blue, '#e69f00', '#009e73', '#d55e00', '#cc79a7', sky, '#000000', '#b8a900'];
const dark = [sky, '#e69f00', '#009e73', '#d55e00', '#cc79a7', blue, '#d8dee4', '#f0e442'];
const dashes = [[], [7, 4], [2, 3], [9, 3, 2, 3]];

/** Colour and dash of the nth curve; 32 differ. */
export function stroke(index: number, theme: Theme): { colour: string; dash: number[] } {
  const colours = theme === 'dark' ? dark : light;
  return {
    colour: colours[index % colours.length] ?? blue,
    dash: dashes[Math.floor(index / colours.length) % dashes.length] ?? [],
  };
}
