/* How large letters must be for the distance they are read from (guarantees A3). Sets CSS variables and nothing else.

   A letter's height is that of a capital or a figure; 0.733 of the type size in our face. Chinese fills 0.86 of it.
     --headline    0.7 degrees at the nearest row of seats, and at least a quarter more than a row
     --row         one part in 150 of the farthest distance: the called numbers;  --row-height the room a row takes
     --rest        one part in 200: every other figure;  --rest-zh the same height for text without figures
     --second      one part in 300: the translation beneath
   Where a hall asks for more than the glass holds, rows become fewer and what is beside them takes turns; letters never become
   smaller. Where there is room to spare, the calls grow (`grown`). */

const CAPITAL = 0.733;
const IDEOGRAPH = 0.86;
const DEGREES = 0.7;
const ROW_HEIGHT = 1.3; // of the letters in it
const HEADLINE_HEIGHT = 1.5;
const HEADLINE_HEIGHT_TIGHT = 1.4;
const HEADLINE_WIDTH = 6.4; // "A012 -> 12号窗口", in type sizes
const GROW_MAX = 1.6;
const TIGHT_ROWS = 9; // a screen lower than nine rows has no room for two languages at once
const SLIM_LETTERS = 15; // nor has a line of fewer than fifteen characters

export function letterHeights({ distance_mm, nearest_mm }) {
  const row = distance_mm / 150;
  return {
    row,
    rest: distance_mm / 200,
    second: distance_mm / 300,
    headline: Math.max(nearest_mm * Math.tan((DEGREES * Math.PI) / 180), row * 1.25),
  };
}

/** CSS pixels to the millimetre on this glass. A screen registered lying and hung standing keeps its millimetres. */
export function pixelsPerMillimetre({ width_mm, width_px }, wide = innerWidth, high = innerHeight) {
  const turned = high > wide && width_px > wide * 1.2;
  return (turned ? high : wide) / width_mm;
}

/** Sets the variables now and at each change of the window's size; answers what is in force, in CSS pixels. */
export function setSizes(geometry) {
  const inForce = {};
  const apply = () => {
    const scale = pixelsPerMillimetre(geometry);
    const heights = letterHeights(geometry);
    Object.assign(inForce, {
      row: (heights.row * scale) / CAPITAL,
      "row-height": heights.row * scale * ROW_HEIGHT,
      rest: (heights.rest * scale) / CAPITAL,
      "rest-zh": (heights.rest * scale) / IDEOGRAPH,
      second: (heights.second * scale) / CAPITAL,
      headline: (heights.headline * scale) / CAPITAL,
    });
    document.documentElement.dataset.tight = innerHeight < TIGHT_ROWS * inForce["row-height"];
    document.documentElement.dataset.slim = innerWidth < SLIM_LETTERS * inForce["rest-zh"];
    for (const [name, pixels] of Object.entries(inForce)) document.documentElement.style.setProperty(`--${name}`, `${pixels.toFixed(2)}px`);
  };
  addEventListener("resize", apply);
  apply();
  return inForce;
}

export const isTight = () => document.documentElement.dataset.tight === "true";
export const isSlim = () => document.documentElement.dataset.slim === "true";

/** The headline and its rows in a space of that size: how far they may grow, and how many rows there are then. */
export function grown(sizes, wide, high, rowsMax) {
  const said = isTight() ? 0 : sizes["rest-zh"] * 1.5;
  const head = sizes.headline * CAPITAL * (isTight() ? HEADLINE_HEIGHT_TIGHT : HEADLINE_HEIGHT);
  const room = Math.max(1, Math.min(rowsMax, Math.floor((high - said - head) / sizes["row-height"] + 0.01)));
  const by = Math.max(1, Math.min(GROW_MAX, wide / (sizes.headline * HEADLINE_WIDTH), (high - said) / (head + room * sizes["row-height"])));
  const headline = said + head * by;
  return {
    room,
    headline: sizes.headline * by,
    "headline-height": headline,
    row: sizes.row * by,
    "row-height": Math.min((high - headline) / room, sizes["row-height"] * by * 1.3),
  };
}
