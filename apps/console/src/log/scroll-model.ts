/** The scrollbar of a log: its track is the log's bytes, since no element can be as high as ten million lines. */
export interface ScrollModel {
  /** Where the visible part begins and ends, in bytes. */
  readonly from: number;
  readonly to: number;
  /** The size of the log. */
  readonly size: number;
  /** The height of the track in pixels. */
  readonly track: number;
}

/** The thumb of a scrollbar, in pixels of its track. */
export interface Thumb {
  readonly top: number;
  readonly height: number;
}

const smallestThumb = 28;

/** Where the thumb is. It reaches the ends of the track exactly when the view shows the ends of the log. */
export const thumbOf = ({ from, to, size, track }: ScrollModel): Thumb => {
  if (size <= 0 || to - from >= size) return { top: 0, height: track };
  const height = Math.min(track, Math.max(smallestThumb, (track * (to - from)) / size));
  const range = size - (to - from);
  return { top: range <= 0 ? 0 : Math.min(1, Math.max(0, from / range)) * (track - height), height };
};

/** The offset that the view shows when the thumb's top is at `top`. */
export const offsetAt = (top: number, model: ScrollModel): number => {
  const { height } = thumbOf(model);
  const free = model.track - height;
  if (free <= 0) return 0;
  return Math.round(Math.min(1, Math.max(0, top / free)) * Math.max(0, model.size - (model.to - model.from)));
};
