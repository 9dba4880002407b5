/* What every screen shares: its words in two languages, the clock, and what is shown when nothing is heard from the hall.
   Knows no board's contents. */

import { Component, html, render } from "htm/preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { follow, serverNow } from "/static/shared/live.js";

export { html, useEffect, useLayoutEffect, useMemo, useRef, useState };

export const page = JSON.parse(document.getElementById("page").textContent);
const short = (lang) => (lang === "zh-CN" ? "zh" : lang);
export const first = short(page.lang);
export const second = short(page.second);

/* ---- words ----------------------------------------------------------------------------------------------------- */

export function words(key, values = {}, lang = page.lang) {
  const text = key.split(".").reduce((section, name) => section?.[name], page.texts[lang]);
  if (typeof text !== "string") throw new Error(`no text ${key} in ${lang}`);
  return text.replace(/\{(\w+)(?::([^{}|]*)\|([^{}|]*))?\}/g, (whole, name, one, many) => (one === undefined ? values[name] ?? whole : Number(values[name]) === 1 ? one : many));
}

/** Figures and Latin letters at the size of figures, Chinese at its own: both are then equally tall. */
export function Figures({ text }) {
  return text.split(/([A-Za-z0-9][A-Za-z0-9:.,%–-]*)/).map((piece, place) => (place % 2 ? html`<span class="figures">${piece}</span>` : piece));
}

/** Both languages, the page's own first. `pair` is {zh, en}; a text that is the same in both is said once. */
export function Pair({ pair, class: name = "" }) {
  const [main, other] = [pair[first] || pair[second] || "", pair[second] || ""];
  return html`<span class="said ${name}"><span class="main"><${Figures} text=${main} /></span>${
    other && other !== main ? html`<span class="second" lang=${page.second}>${other}</span>` : null}</span>`;
}

export function Said({ k, v, class: name }) {
  return html`<${Pair} class=${name} pair=${{ [first]: words(k, v), [second]: words(k, v, page.second) }} />`;
}

/** A window as the hall calls it, taken apart for large figures: "7号税务窗口" -> figure 7, rest 号税务窗口. */
export function windowOf({ window_id: id, window_label: label, window_label_en: labelEn }) {
  const known = page.windows[id];
  const zh = label || known?.zh || String(id);
  const en = capital((labelEn || known?.en || zh).replace(/^the /, ""));
  const taken = /^\s*(\d{1,3})\s*(号?.*)$/.exec(zh);
  return { zh, en, figure: taken ? taken[1] : "", rest: taken ? taken[2].trim() : zh };
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

export function zoneOf(zoneId) {
  const zone = page.zones[zoneId];
  const brief = (name) => name.split(/[（(]/)[0].trim();
  return zone ? { zh: brief(zone.zh), en: brief(zone.en) } : null;
}

/* ---- time ------------------------------------------------------------------------------------------------------ */

const zone = { timeZone: "Asia/Shanghai", hourCycle: "h23" };
const clock = new Intl.DateTimeFormat("en-GB", { ...zone, hour: "2-digit", minute: "2-digit" });
const exact = new Intl.DateTimeFormat("en-GB", { ...zone, hour: "2-digit", minute: "2-digit", second: "2-digit" });
const days = {
  zh: new Intl.DateTimeFormat("zh-CN", { timeZone: zone.timeZone, month: "long", day: "numeric", weekday: "short" }),
  en: new Intl.DateTimeFormat("en-GB", { timeZone: zone.timeZone, month: "short", day: "numeric", weekday: "short" }),
};

export const clockTime = (at) => clock.format(at);
export const exactTime = (at) => exact.format(at);
export const dayOf = (at, lang = first) => days[lang].format(at);

/** The server's time, renewed twice a second: often enough that nothing on a screen is late by a noticeable moment. */
export function useNow() {
  const [, again] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => again((count) => count + 1), 500);
    return () => clearInterval(timer);
  }, []);
  return serverNow(); // at each drawing, whatever caused it: the first snapshot may have corrected the clock by years
}

export function Foot({ now, confirmedAt }) {
  return html`<footer class="foot">
    <span class="foot-updated">${words("live.updated")} <time>${confirmedAt ? exactTime(confirmedAt) : "--:--:--"}</time></span>
    <time class="foot-clock">${clockTime(now)}</time>
    <span class="foot-day"><${Figures} text=${dayOf(now)} /></span>
    <span class="foot-hall">${page.hall[first]}</span>
  </footer>`;
}

/* ---- the state of the link ------------------------------------------------------------------------------------- */

export function useBoard(board) {
  const [seen, setSeen] = useState({ data: null, state: "connecting", refused: null });
  const handle = useRef(null);
  useEffect(() => {
    handle.current = follow(board, {
      onData: (data) => setSeen((now) => ({ ...now, data, refused: null })),
      onState: (state) => setSeen((now) => ({ ...now, state })),
      onRefused: (refused) => setSeen((now) => ({ ...now, refused })),
    });
    return () => handle.current.stop();
  }, [board]);
  return { ...seen, confirmedAt: handle.current?.confirmedAt ?? null };
}

export function Panel({ k, hint, icon, class: name = "" }) {
  return html`<div class="panel ${name}">
    ${icon ? html`<${Icon} name=${icon} />` : null}
    <p class="panel-main"><${Said} k=${k} /></p>
    ${hint ? html`<p class="panel-hint"><${Said} k=${hint} /></p>` : null}
  </div>`;
}

/** What a screen shows: its own drawing while it is known to be true, a band when it may be old, and the plain advice when it is. */
export function Screen({ name, board, children }) {
  const seen = useBoard(board);
  const now = useNow();
  const lost = seen.state === "lost";
  useEffect(() => { document.documentElement.dataset.link = seen.state; }, [seen.state]);
  const body = lost
    ? html`<${Panel} class="lost" icon="person" k="live.lost" hint="live.lost_hint" />`
    : seen.refused && !seen.data ? html`<${Panel} icon="person" k="live.refused" />`
    : !seen.data ? html`<${Panel} icon="wait" k="live.connecting" hint="live.connecting_hint" />`
    : children(seen.data, now, seen.state === "live");
  return html`<${Guard}>
    <div class="screen ${name}">
      ${seen.state === "stale" && html`<div class="band" role="status"><${Icon} name="warning" /><${Said} k="live.stale" /></div>`}
      <main class="body"><h1 class="unseen">${words(`titles.${page.display}`)}</h1>${body}</main>
      <${Foot} now=${now} confirmedAt=${seen.confirmedAt} />
    </div>
  <//>`;
}

/* ---- faults ---------------------------------------------------------------------------------------------------- */

const RESTART_SECONDS = 15;

/** A fault while drawing must end in the plain advice and a fresh start, never in a half-drawn list of calls. */
export class Guard extends Component {
  componentDidCatch(problem) {
    console.error(problem);
    this.setState({ broken: true });
    restartLater();
  }
  render({ children }, { broken }) {
    return broken ? html`<main class="body"><${Panel} class="lost" icon="person" k="live.lost" hint="live.broken" /></main>` : children;
  }
}

let restarting = false;
function restartLater() {
  if (restarting) return;
  restarting = true;
  setTimeout(() => location.reload(), RESTART_SECONDS * 1000);
}

export function show(drawing) {
  const root = document.getElementById("app");
  root.replaceChildren();
  render(drawing, root);
}

/* ---- icons: drawn here, so that no meaning hangs on a colour or on a font --------------------------------------- */

const ICONS = {
  arrow: "M4 12h14M12 5l7 7-7 7",
  left: "M20 12H6M12 5l-7 7 7 7",
  warning: "M12 3 2 21h20ZM12 10v5M12 17.6v.4",
  person: "M12 3.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7ZM5 21v-2a7 7 0 0 1 14 0v2",
  wait: "M12 3a9 9 0 1 0 .01 0M12 7v5l3.5 2",
  bell: "M12 3v1.5M6 17V11a6 6 0 0 1 12 0v6M4 17h16M10 20.5h4",
  check: "M4 12.5 10 18 20 6.5",
  cross: "M6 6l12 12M18 6 6 18",
  change: "M4 9h13l-4-4M20 15H7l4 4",
  sound: "M4 9.5v5h3.5L13 19V5L7.5 9.5ZM16 9a4 4 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11",
  home: "M3 11.5 12 4l9 7.5M6 10v10h12V10",
  desk: "M3 10h18M5 10v10M19 10v10M8 10V6h8v4",
  pause: "M8 5v14M16 5v14",
};

export function Icon({ name }) {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d=${ICONS[name]} /></svg>`;
}
