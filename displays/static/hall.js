/* The hall board: one call in large letters, the other calls beneath, who waits how long at the side, notices and the clock. */

import { Headline, Pager, callKey, freshness, isCalled, isFresh, rows } from "./calls.js";
import { Notices, noticesOf } from "./notices.js";
import { Icon, Pair, Panel, Said, Screen, first, html, page, show, useEffect, useLayoutEffect, useMemo, useRef, useState, windowOf, words, zoneOf } from "./parts.js";
import { Side } from "./side.js";
import { grown, setSizes } from "./sizes.js";
import { Caption, useVoice, wantsRoom } from "./voice_caption.js";

const sizes = setSizes(page.geometry);

/** How many rows there are and how large they may be, asked anew whenever the space changes. */
function useSpace() {
  const space = useRef(null);
  const [found, setFound] = useState({ room: page.rows_max, style: {} });
  useEffect(() => {
    const measure = () => {
      if (!space.current) return;
      const { room, ...larger } = grown(sizes, space.current.clientWidth, space.current.clientHeight, page.rows_max);
      const style = Object.fromEntries(Object.entries(larger).map(([name, pixels]) => [`--${name}`, `${pixels.toFixed(2)}px`]));
      setFound((before) => (before.room === room && JSON.stringify(before.style) === JSON.stringify(style) ? before : { room, style }));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(space.current);
    addEventListener("resize", measure);
    return () => { observer.disconnect(); removeEventListener("resize", measure); };
  }, []);
  return [space, found];
}

/** Marks what is too wide for its place as `narrow`; its style then says what gives way. Judged before anything is painted. */
function useNarrow(ref, shape) {
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    element.dataset.narrow = false;
    element.dataset.narrow = element.scrollWidth > element.clientWidth + 1;
  }, [shape]);
}

/** "3 号窗口", "Window 3", "咨询台": the figure large, the words beside it; in a row the figure alone, where there is one. */
function Where({ call, large }) {
  const { figure, rest, en } = windowOf(call);
  if (!figure) return html`<span class="where"><span class="where-rest named">${first === "zh" ? rest : en}</span></span>`;
  const said = !large ? null : first === "zh"
    ? html`<span class="where-rest">${rest}</span>`
    : html`<span class="where-rest where-before">${words("call.window")}</span>`;
  return html`<span class="where"><b>${figure}</b>${said}</span>`;
}

/** The arrow; and the part of the hall, when this board hangs in another one. */
function Direction({ call }) {
  const zone = page.zone && call.zone && call.zone !== page.zone ? zoneOf(call.zone) : null;
  return html`<span class="direction"><${Icon} name="arrow" />${zone ? html`<span class="zone">${zone[first]}</span>` : null}</span>`;
}

function Called({ call, now, size }) {
  const line = useRef(null);
  useNarrow(line, `${callKey(call)} ${size}`);
  const fresh = isFresh(call, now, page.highlight_seconds);
  const again = call.call_no > 1 ? (call.call_no <= 3 ? `call.again_${call.call_no}` : "call.again_more") : null;
  return html`<section class="headline ${freshness(call, now, page.highlight_seconds)}" key=${callKey(call)} data-number=${call.number} data-fresh=${fresh}>
    <p class="headline-said"><${Icon} name="bell" /><${Said} k=${again ?? "call.now"} v=${{ n: call.call_no }} /></p>
    <p class="headline-call" ref=${line}><strong class="number">${call.number}</strong><${Direction} call=${call} /><${Where} call=${call} large=${true} /></p>
  </section>`;
}

function Row({ call, now }) {
  const fresh = isFresh(call, now, page.highlight_seconds);
  const called = isCalled(call);
  return html`<li class="row ${called ? "called" : "serving"} ${freshness(call, now, page.highlight_seconds)}" data-number=${call.number} data-fresh=${fresh}>
    <strong class="number">${call.number}</strong>
    ${called ? html`<${Direction} call=${call} />` : html`<span class="direction doing"><${Icon} name="person" /><${Said} k="call.serving" /></span>`}
    <${Where} call=${call} />
    <span class="new">${fresh ? html`<${Icon} name="bell" /><span class="unseen">${words("call.new")}</span>` : null}</span>
  </li>`;
}

function Calls({ data, now, live }) {
  const stage = useMemo(() => new Headline(), []);
  const pager = useMemo(() => new Pager(), []);
  const [space, { room, style }] = useSpace();
  // When the link is down nothing is new any more, however young the last call looks.
  const judged = live ? now : Infinity;
  const { current, waiting } = stage.take(data.calls, now);
  const { items, page: number, pages, turn } = rows(data.calls, now, room, pager, current, waiting);
  const size = JSON.stringify(style);
  const list = useRef(null);
  useNarrow(list, `${size} ${items.map(callKey)} ${innerWidth}`);
  const nothing = !current && !items.length;
  return html`<div class="calls ${nothing ? "nothing" : ""}" ref=${space} style=${style}>
    ${current
      ? html`<${Called} call=${current} now=${judged} size=${size} key=${callKey(current)} />`
      : html`<section class="headline empty"><${Panel} k=${data.open ? "call.none" : "call.closed"} hint=${nothing ? (data.open ? "call.none_hint" : "call.closed_hint") : null} /></section>`}
    <div class="list">
      <ul class="rows" key=${turn} ref=${list} aria-label=${words("call.number")}>${items.map((call) => html`<${Row} call=${call} now=${judged} key=${callKey(call)} />`)}</ul>
    </div>
    ${pages > 1 ? html`<p class="pages"><span class="unseen">${words("call.page", { page: number, pages })}</span>${
      Array.from({ length: pages }, (_, place) => html`<i class=${place + 1 === number ? "here" : ""}></i>`)}</p>` : null}
  </div>`;
}

function Hall() {
  const voice = useVoice();
  return html`<${Screen} name="hall" board=${page.board}>${(data, now, live) => html`
    <${Calls} data=${data} now=${now} live=${live} />
    <${Side} data=${data} now=${now} />
    ${wantsRoom(voice) ? html`<${Caption} voice=${voice} />` : html`<${Notices} list=${noticesOf(data)} now=${now} held=${data.notices_paused === true} />`}
  `}<//>`;
}

show(html`<${Hall} />`);
