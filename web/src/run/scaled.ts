/** The height of one line of the log. */
export const rowHeight = 18;

/** Browsers lay out at most some 33 million pixels; a longer list is scaled down, and still reaches each line. */
const tallest = 16_000_000;

/** A list of lines in a box that scrolls; the box may be laid out smaller than its lines together are high. */
export class Scaled {
  readonly laidOut: number;
  private readonly total: number;
  private readonly height: number;

  constructor(rows: number, height: number) {
    this.total = rows * rowHeight;
    this.laidOut = Math.min(this.total, tallest);
    this.height = height;
  }

  /** Where the lines stand, in pixels of full height, when the box is scrolled to `scrollTop`. Both ends fit. */
  top(scrollTop: number): number {
    return this.total === this.laidOut ? scrollTop : scrollTop * this.ratio();
  }

  /** How far to scroll the box for the lines to stand at `top`. */
  scrollTop(top: number): number {
    return this.total === this.laidOut ? top : top / this.ratio();
  }

  /** The nearest place that the lines can stand at. */
  clamp(top: number): number {
    return Math.max(0, Math.min(top, this.total - this.height));
  }

  private ratio(): number {
    return (this.total - this.height) / (this.laidOut - this.height);
  }
}
