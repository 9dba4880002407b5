/* The notices at the foot of a board: one at a time, changing only by a slow fade, and standing still when asked to. */

import { Figures, Icon, Pair, first, html, useEffect, useRef, useState, words } from "./parts.js";
import { isSlim, isTight } from "./sizes.js";

const FADE_SECONDS = 0.8;
const BLANK_SECONDS = 0.3;
const SECONDS_MIN = 8;
const SECONDS_A_WORD = 1;
const SECONDS_A_HANZI = 0.5;

/** Long enough to be read in either language: a second for a word, half a second for a character (guarantees A3). */
export function dwellSeconds({ zh = "", en = "" }) {
  const english = en.split(/\s+/).filter(Boolean).length * SECONDS_A_WORD;
  return Math.max(SECONDS_MIN, english, [...zh].length * SECONDS_A_HANZI);
}

function standing(key, values) {
  const both = (lang) => words(key, values, lang);
  return { zh: both("zh-CN"), en: both("en") };
}

/** What is said of today, then what the hall wishes to say; the hall's own list, even an empty one, replaces ours. */
export function noticesOf({ notices, done_today: done, on_time_percent: percent }) {
  const today = !done ? [] : [percent == null ? standing("notice.done_only", { done }) : standing("notice.done", { done, percent })];
  const own = notices ?? ["instant", "priority", "home", "fraud"].map((name) => standing(`notice.${name}`));
  return [...today, ...own];
}

const ruler = document.createElement("canvas").getContext("2d");
const WIDE = /[\u2e80-\uffef]/;
const FIGURE_EMS = 0.1; // among Chinese a figure is drawn larger

/** How wide a text is in our face, in type sizes. */
function emsOf(text) {
  const figures = WIDE.test(text) ? text.replace(/[^0-9]/g, "").length : 0;
  return ruler.measureText(text).width / 100 + figures * FIGURE_EMS;
}

/** A sentence in pieces that each fit on one line: cut after punctuation or at a space, into lines of about equal length. */
export function piecesOf(text, emsMax) {
  const lines = Math.ceil(emsOf(text) / emsMax);
  if (lines <= 1) return [text];
  const parts = text.match(/[^，。；：、,;:\s]+[，。；：、,;:\s]*/g) ?? [text];
  const pieces = [""];
  for (const part of parts) {
    const current = pieces.at(-1);
    if (current && emsOf(current + part.trimEnd()) > Math.min(emsMax, (emsOf(text) / lines) * 1.25)) pieces.push(part);
    else pieces[pieces.length - 1] = current + part;
  }
  return pieces.map((piece) => piece.trim());
}

const LINES = 2; // what the strip holds, of either language

/** One language alone, on as many lines as the strip holds; "…" where the sentence goes on in the next phase. */
function alone(lang, text, emsMax, lines) {
  const pieces = piecesOf(text, emsMax);
  const phases = [];
  for (let from = 0; from < pieces.length; from += lines) {
    const shown = pieces.slice(from, from + lines);
    const more = from + lines < pieces.length ? " …" : "";
    phases.push({ [lang]: shown.join(lang === "en" ? " " : ""), lines: shown.map((line, place) => line + (place === shown.length - 1 ? more : "")) });
  }
  return phases.filter((phase) => phase[lang]);
}

/** What stands at one time: both languages where both fit on a line each, otherwise one after the other. */
function phasesOf(list, { zhEms, enEms, tight }) {
  const lines = tight ? 1 : LINES;
  return list.flatMap(({ zh = "", en = "" }) => {
    if (!tight && emsOf(zh) <= zhEms && emsOf(en) <= enEms) return [{ zh, en }];
    const said = { zh: alone("zh", zh, zhEms, lines), en: alone("en", en, enEms, lines) };
    return first === "zh" ? [...said.zh, ...said.en] : [...said.en, ...said.zh];
  });
}

const MARGIN_EMS = 1.2;

function lineOf(style = getComputedStyle(document.documentElement)) {
  ruler.font = `100px ${getComputedStyle(document.body).fontFamily}`;
  const size = (name) => parseFloat(style.getPropertyValue(name));
  const [zh, en] = first === "zh" ? ["--rest-zh", "--second"] : ["--second", "--rest"];
  return { zhEms: innerWidth / size(zh) - MARGIN_EMS, enEms: innerWidth / size(en) - MARGIN_EMS, tight: isTight() || isSlim() };
}

function Notice({ phase: { zh, en, lines } }) {
  if (zh && en) return html`<${Pair} pair=${{ zh, en }} />`;
  const lang = zh ? "zh" : "en";
  const own = lang === first;
  return html`<span class="said alone" lang=${lang === "zh" ? "zh-CN" : "en"}>${
    lines.map((line) => html`<span class=${own ? "main" : "second"}>${own ? html`<${Figures} text=${line} />` : line}</span>`)}</span>`;
}

export function Notices({ list: notices, now, held }) {
  const list = phasesOf(notices, lineOf());
  const [stopped, setStopped] = useState(false);
  const place = useRef({ text: null, index: 0, since: now, phase: "in" });
  const still = stopped || held || list.length < 2;
  const shown = place.current;
  shown.since = Math.min(shown.since, now);
  const step = (phase, extra = {}) => { place.current = { ...shown, ...extra, phase, since: now }; };
  const age = (now - shown.since) / 1000;
  useEffect(() => {
    const toggle = (event) => { if (event.key === "p" && !event.ctrlKey && !event.metaKey && !event.altKey) setStopped((is) => !is); };
    addEventListener("keydown", toggle);
    return () => removeEventListener("keydown", toggle);
  }, []);

  if (!list.length) return null;
  const current = list[shown.index % list.length];
  if (still) { if (shown.phase !== "in") step("in"); }
  else if (shown.phase === "in" && age >= dwellSeconds(current)) step("out");
  else if (shown.phase === "out" && age >= FADE_SECONDS + BLANK_SECONDS) step("in", { index: (shown.index + 1) % list.length });

  const { index, phase } = place.current;
  const label = words(stopped ? "notice.resume" : "notice.pause");
  return html`<aside class="notices" aria-label=${label}>
    <button class="notice notice-${phase}" type="button" aria-pressed=${stopped} title=${label} onClick=${() => setStopped(!stopped)}>
      <${Notice} phase=${list[index % list.length]} />
      ${stopped || held ? html`<${Icon} name="pause" />` : null}
    </button>
  </aside>`;
}

