// Line drawings of our own, drawn in the colour of the text. Each stands beside words and says nothing alone.

import { html } from "./dom.js";

const drawings = {
  house: "M4 15 16 5l12 10M7 13v14h18V13M13 27v-8h6v8",
  bank: "M4 12 16 5l12 7zM7 12v11M13 12v11M19 12v11M25 12v11M4 27h24M5 23h22",
  paper: "M8 3h11l6 6v20H8zM19 3v6h6M12 15h9M12 20h9M12 25h6",
  notice: "M7 4h18v24H7zM11 10l2 2 3-4M18 10h4M11 17l2 2 3-4M18 17h4M12 24h10",
  people: "M11 14a4 4 0 1 0 0-8 4 4 0 0 0 0 8M3 27c0-6 3-9 8-9s8 3 8 9M21 13a3.5 3.5 0 1 0-1-6.8M21.500 18c4 .4 7 3.500 7 9",
  person: "M16 14a5 5 0 1 0 0-10 5 5 0 0 0 0 10M6 28c0-7 4-10 10-10s10 3 10 10",
  child: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4 28c0-7 3-11 8-11s8 4 8 11M23 18a3 3 0 1 0 0-6 3 3 0 0 0 0 6M22 28c0-4 .500-6 3-7 2.500.700 3.500 3.500 3.500 7",
  check: "M5 17l7 7L27 8",
  cross: "M8 8l16 16M24 8 8 24",
  clock: "M16 28a12 12 0 1 0 0-24 12 12 0 0 0 0 24M16 9v7l5 4",
  calendar: "M5 7h22v21H5zM5 13h22M11 4v6M21 4v6M10 19h4M18 19h4M10 23h4",
  card: "M3 7h26v18H3zM3 12h26M7 20h7M20 20h5",
  shield: "M16 3l11 4v8c0 7-4.500 11.500-11 14C9.500 26.500 5 22 5 15V7zM11 15l4 4 7-8",
  bell: "M7 23c2-2 2-4 2-8a7 7 0 0 1 14 0c0 4 0 6 2 8zM13 23a3 3 0 0 0 6 0M16 5V3",
  plan: "M4 4h24v24H4zM4 16h10M18 16h10M16 4v7M16 28v-8",
  speaker: "M4 12v8h5l7 6V6l-7 6zM20 12c2 2 2 6 0 8M23.500 8.500c4 4 4 11 0 15",
  mute: "M4 12v8h5l7 6V6l-7 6zM21 13l6 6M27 13l-6 6",
  louder: "M4 12v8h5l6 5V7l-6 5zM20 16h9M24.500 11.500v9",
  softer: "M4 12v8h5l6 5V7l-6 5zM20 16h9",
  again: "M26 12A10.500 10.500 0 1 0 26.500 19M26.500 5v7.500H19",
  letter: "M3 26 10 7l7 19M5.500 20h9M19 26l4.500-11L28 26M20.500 22.500h6",
  lower: "M16 4v20M8 17l8 8 8-8M5 29h22",
  contrast: "M16 28a12 12 0 1 0 0-24 12 12 0 0 0 0 24M16 4v24M16 8h7M16 12h10M16 16h11M16 20h10M16 24h7",
  globe: "M16 28a12 12 0 1 0 0-24 12 12 0 0 0 0 24M4 16h24M16 4c5 5 5 19 0 24M16 4c-5 5-5 19 0 24",
  back: "M19 6 9 16l10 10",
  forward: "M13 6l10 10-10 10",
  exit: "M13 4H5v24h8M12 16h16M22 10l6 6-6 6",
  erase: "M11 7h17v18H11L3 16zM16 13l6 6M22 13l-6 6",
  question: "M16 29a13 13 0 1 0 0-26 13 13 0 0 0 0 26M12 12.500c.300-5.500 8.500-5 8 0-.300 3-4 3-4 6.500M16 23.500v.500",
  plus: "M16 6v20M6 16h20",
  warn: "M16 4 30 28H2zM16 12v8M16 24v.500",
  link: "M5 13a16 16 0 0 1 22 0M9 18a10 10 0 0 1 14 0M13 22.500a4.500 4.500 0 0 1 6 0M4 4l24 24",
};

export function Icon({ name, class: extra = "" }) {
  const path = drawings[name];
  if (!path) return null;
  return html`<svg class=${`icon ${extra}`} viewBox="0 0 32 32" aria-hidden="true" focusable="false"><path d=${path} /></svg>`;
}

// A code to scan, as the kiosk process drew it: one path of squares.
export function Code({ code, label }) {
  if (!code) return null;
  return html`<svg class="code" role="img" aria-label=${label} viewBox=${`0 0 ${code.size} ${code.size}`} shape-rendering="crispEdges">
    <rect width=${code.size} height=${code.size} fill="#fff" />
    <path d=${code.path} fill="#000" />
  </svg>`;
}
