// Pages with things to choose from: one touch chooses and goes on.

import { html } from "./dom.js";
import { Icon } from "./icons.js";
import { Paged } from "./paged.js";
import { Press } from "./press.js";

const GROUPS_MOST = 4;

export function useChoices({ model, words, go }) {
  const all = [...model.choices, ...(model.last ? [{ ...model.last, last: true }] : [])];
  const across = columns(all.length, Boolean(model.big));
  const rows = [];
  for (let n = 0; n < all.length; n += across) {
    rows.push(html`<div class="tiles" style=${{ "--across": across }} key=${n}>
      ${all.slice(n, n + across).map((choice) => html`<${Tile} choice=${choice} go=${go} />`)}
    </div>`);
  }
  // The start page shows all its groups at once; they share the room there is.
  const groups = html`<div class="tiles" style=${{ "--across": across }}>
    ${all.map((choice) => html`<${Tile} choice=${choice} go=${go} key=${choice.value} />`)}
  </div>`;
  // Ways for those who were here before, below the businesses.
  const wide = model.wide?.length > 0 && html`<div class="wides" style=${{ "--across": model.wide.length }}>
    ${model.wide.map((choice) => html`<${Tile} choice=${{ ...choice, wide: true }} go=${go} key=${choice.move} />`)}
  </div>`;
  return {
    work: html`<div class=${`choose ${model.big ? "big" : ""}`}>
      ${model.big && all.length <= GROUPS_MOST ? groups : html`<${Paged} rows=${rows} words=${words.frame} />`}
      ${wide}
    </div>`,
  };
}

// How many tiles stand side by side: few large ones in a row when the screen lies, in a column when it stands.
function columns(count, big) {
  const standing = innerHeight > innerWidth;
  const low = document.documentElement.hasAttribute("data-low");
  if (standing) return big || (low && count > 3) ? 2 : 1;
  if (big) return 4;
  if (count <= 3) return count;
  const roomy = document.documentElement.hasAttribute("data-elder") || document.documentElement.lang === "en";
  if (low) return Math.min(count, roomy ? 3 : 4);
  return count <= 4 ? 2 : count <= 6 ? 3 : 2;
}

function Tile({ choice, go }) {
  const kind = [choice.wide && "wide", choice.last && "last", choice.chosen && "chosen"].filter(Boolean).join(" ");
  return html`<${Press}
    class=${`tile ${kind}`}
    data-value=${choice.value}
    aria-pressed=${choice.chosen === undefined ? undefined : String(choice.chosen)}
    onPress=${() => go(choice.move ?? "choose", choice.given ?? { value: choice.value })}
  >
    ${choice.icon && html`<${Icon} name=${choice.icon} />`}
    <span class="tile-text">
      <span class="tile-label">${choice.label}</span>
      ${choice.badge && html`<span class="tag">${choice.badge}</span>`}
      ${choice.sub && html`<span class="tile-sub">${choice.sub}</span>`}
    </span>
  <//>`;
}
