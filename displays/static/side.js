/* The strip beside the calls: how many wait in each lane and about how long, and the missed numbers. */

import { Figures, Icon, Pair, Said, html, page, useEffect, useRef, useState, words } from "./parts.js";
import { PAGE_SECONDS } from "./calls.js";

const MISSED_A_CARD = 4;

function rangeOf({ low, high, count }) {
  if (!count || high == null) return "";
  return low == null || low === high ? words("side.range_one", { high }) : words("side.range", { low, high });
}

function Lane({ lane }) {
  const range = rangeOf(lane);
  return html`<section class="card lane">
    <div class="lane-head">
      <${Pair} pair=${{ zh: lane.name_zh, en: lane.name_en }} />
      <span class="count"><${Icon} name="person" /><b>${lane.count}</b><span class="unseen">${words("side.people", { n: lane.count })}</span></span>
    </div>
    ${range ? html`<p class="lane-range"><${Icon} name="wait" /><span><${Figures} text=${range} /></span></p>` : null}
  </section>`;
}

function Missed({ numbers }) {
  return html`<section class="card missed">
    <div class="lane-head"><${Said} k="side.missed" /></div>
    <p class="missed-numbers">${numbers.map((number) => html`<b key=${number}>${number}</b>`)}</p>
  </section>`;
}

function cardsOf({ waiting = [], missed = [] }) {
  const cards = waiting.map((lane) => ({ key: `lane-${lane.lane}`, card: html`<${Lane} lane=${lane} />` }));
  for (let from = 0; from < missed.length; from += MISSED_A_CARD) {
    const numbers = missed.slice(from, from + MISSED_A_CARD).map((one) => one.number ?? one);
    cards.push({ key: `missed-${from}`, card: html`<${Missed} numbers=${numbers} />` });
  }
  return cards;
}

/** How many cards go on each page so that none is cut off; as many beside each other as there are columns. */
function pagesOf(heights, room, columns) {
  const counts = [];
  let used = Infinity;
  for (let place = 0; place < heights.length; place += columns) {
    const line = heights.slice(place, place + columns);
    const height = Math.max(...line);
    if (used + height > room + 1) { counts.push(0); used = 0; }
    used += height;
    counts[counts.length - 1] += line.length;
  }
  return counts;
}

export function Side({ data, now }) {
  const cards = cardsOf(data);
  const frame = useRef(null);
  const [counts, setCounts] = useState([cards.length]);
  const turn = useRef({ index: 0, since: now });
  const shape = JSON.stringify([data.waiting, data.missed, page.lang]);
  useEffect(() => {
    const measure = () => {
      if (!frame.current) return;
      const heights = [...frame.current.querySelectorAll(".measure > .slot")].map((slot) => slot.getBoundingClientRect().height);
      const columns = getComputedStyle(frame.current.querySelector(".measure")).gridTemplateColumns.split(" ").length;
      const found = pagesOf(heights, frame.current.clientHeight, columns);
      setCounts((before) => (before.join() === found.join() ? before : found));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(frame.current);
    measure();
    return () => observer.disconnect();
  }, [shape]);
  turn.current.since = Math.min(turn.current.since, now);
  if (counts.length > 1 && now - turn.current.since >= PAGE_SECONDS * 1000) turn.current = { index: turn.current.index + 1, since: now };
  const index = counts.length ? turn.current.index % counts.length : 0;
  const from = counts.slice(0, index).reduce((sum, count) => sum + count, 0);
  const slot = ({ key, card }) => html`<div class="slot" key=${key}>${card}</div>`;
  return html`<aside class="side" aria-label=${words("side.waiting")} ref=${frame}>
    <div class="measure" aria-hidden="true">${cards.map(slot)}</div>
    <div class="cards" key=${index}>${cards.slice(from, from + (counts[index] ?? cards.length)).map(slot)}</div>
  </aside>`;
}
