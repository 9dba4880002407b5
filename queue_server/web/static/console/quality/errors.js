/* Errors by window, before and now, with what may honestly be said; each count opens to its cases. Counts nothing itself. */

import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { useDesk, useView } from "../hooks.js";
import { pair, sectionOf } from "../texts.js";
import { Button, Control, Nothing, Section, Trouble } from "../ui.js";

const s = sectionOf("errors.console");
const measureName = sectionOf("errors.measure");
const changeName = sectionOf("errors.change");
const TONE = { LOWER: "fine", HIGHER: "bad", NO_DIFFERENCE: "odd", TOO_FEW: "odd" };
const SIGN = { LOWER: "✓", HIGHER: "✕", NO_DIFFERENCE: "=", TOO_FEW: "–" };
const MEASURES = { HANDLED: "handled", CHECKED: "checked" };
const nothing = { open: "", place: "", side: "now", page: 1 };

export function Errors({ period, moved }) {
  const [before, choose] = useState({});
  const [asked, ask] = useState(nothing);
  const args = { ...period, ...before };
  const view = useView("errors", args, moved);
  const behind = useView(asked.open ? "errors" : null, { ...args, ...asked, page: String(asked.page) }, moved);
  const data = view.data;
  const open = (name, place, side, page = 1) => ask({ open: name, place, side, page });
  const empty = data && !data.places.some((p) => p.before.handled.cases || p.now.handled.cases);
  return html`
    <${Section} id="errors" title=${s("title")} note=${data ? `${data.before_first} – ${data.before_last} / ${data.first} – ${data.last}` : null}>
      ${data ? html`<${Before} key=${data.before_first + data.before_last} data=${data} onCompare=${(next) => { ask(nothing); choose(next); }} />` : null}
      <${Trouble} problem=${view.problem} />
      ${empty ? html`<${Nothing}>${s("none")}</${Nothing}>` : null}
      ${data && !empty ? html`
        <p class="small">${s("lead", { cases: data.cases_min })} ${s("kiosk")}</p>
        ${Object.keys(MEASURES).map((measure) => html`<${Places} key=${measure} measure=${measure} data=${data} onOpen=${open} />`)}
        ${behind.data?.opened ? html`<${Behind} opened=${behind.data.opened} onPage=${(page) => ask({ ...asked, page })} onClose=${() => ask(nothing)} />` : null}
        <${Baseline} base=${data.baseline} />
        <div class="outcome-more"><${Kinds} data=${data} onOpen=${open} /><${Months} data=${data} /></div>` : null}
    </${Section}>`;
}

function Before({ data, onCompare }) {
  const [first, setFirst] = useState(data.before_first);
  const [last, setLast] = useState(data.before_last);
  return html`
    <div class="period" role="group" aria-label=${s("before_period")}>
      <${Control} label=${`${s("before_period")} ${s("from")}`}>${(a) => html`<input ...${a} type="date" value=${first} onInput=${(e) => setFirst(e.target.value)} />`}</${Control}>
      <${Control} label=${s("to")}>${(a) => html`<input ...${a} type="date" value=${last} onInput=${(e) => setLast(e.target.value)} />`}</${Control}>
      <${Button} onPress=${() => onCompare({ before_first: first, before_last: last })}>${s("compare")}</${Button}>
    </div>`;
}

function Rate({ rate, onOpen, name }) {
  if (rate.percent == null) return html`<span class="small">${s("no_case")}</span>`;
  const count = s("of", rate);
  return html`<b>${rate.percent} %</b> <span class="small">(${s("interval", rate)})</span>
    <div class="small">${onOpen && rate.wrong ? html`<button type="button" class="link" data-open=${name} onClick=${onOpen}>${count}</button>` : count}</div>`;
}

function Said({ found }) {
  return html`<span class=${`mark ${TONE[found.change]}`}><span aria-hidden="true">${SIGN[found.change]}</span> ${changeName(found.change)}</span>
    ${found.chance == null ? null : html`<div class="small">${s("chance", { chance: found.chance < 0.001 ? "< 0.001" : found.chance.toFixed(3) })}</div>`}`;
}

function Places({ measure, data, onOpen }) {
  const key = MEASURES[measure];
  const places = data.places.filter((p) => p.place === "HALL" || p.before[key].cases || p.now[key].cases);
  return html`
    <h3>${measureName(measure)}</h3>
    <table class="lines rates"><caption class="visually-hidden">${measureName(measure)}</caption>
      <thead><tr><th scope="col">${s("place")}</th><th scope="col">${s("before")}</th><th scope="col">${s("now")}</th><th scope="col">${s("result")}</th></tr></thead>
      <tbody>${places.map((p) => html`<tr key=${p.place} data-errors=${`${measure}/${p.place}`}><th scope="row">${pair(p, "label")}</th>
        ${["before", "now"].map((side) => html`<td key=${side} data-side-of=${side}><${Rate} rate=${p[side][key]} name=${`${measure}/${p.place}/${side}`} onOpen=${() => onOpen(measure, p.place, side)} /></td>`)}
        <td><${Said} found=${p.compared[measure]} /></td></tr>`)}</tbody></table>`;
}

function Baseline({ base }) {
  if (!base) return null;
  return html`
    <h3>${s("baseline", base)}</h3>
    <table class="lines rates" id="errors-baseline"><caption class="visually-hidden">${s("baseline", base)}</caption>
      <thead><tr><th scope="col">${s("kind")}</th><th scope="col">${s("before")}</th><th scope="col">${s("now")}</th><th scope="col">${s("result")}</th></tr></thead>
      <tbody>${base.measures.map((m) => html`<tr key=${m.measure}><th scope="row">${measureName(m.measure)}</th><td><${Rate} rate=${m.before} /></td><td><${Rate} rate=${m.now} /></td><td><${Said} found=${m} /></td></tr>`)}</tbody></table>
    <p class="small">${pair(base, "source")}</p>`;
}

function Kinds({ data, onOpen }) {
  const hall = data.places[0];
  return html`
    <div><h3>${s("kinds")}</h3>
      <table class="lines"><caption class="visually-hidden">${s("kinds")}</caption>
        <thead><tr><th scope="col">${s("kind")}</th><th scope="col" class="num">${s("before")}</th><th scope="col" class="num">${s("now")}</th></tr></thead>
        <tbody>${data.kinds.map((k) => html`<tr key=${k.kind} data-kind=${k.kind}><th scope="row">${pair(k, "kind")}</th>
          ${["before", "now"].map((side) => html`<td key=${side} class="num">${hall[side].kinds[k.kind] ? html`<button type="button" class="link" data-open=${`${k.kind}/HALL/${side}`} onClick=${() => onOpen(k.kind, "HALL", side)}>${hall[side].kinds[k.kind]}</button>` : 0}</td>`)}</tr>`)}</tbody></table></div>`;
}

function Months({ data }) {
  const [place, choose] = useState("HALL");
  const shown = data.places.find((p) => p.place === place) || data.places[0];
  return html`
    <div><h3>${s("months")}</h3>
      <${Control} label=${s("place")}>${(a) => html`<select ...${a} value=${shown.place} onChange=${(e) => choose(e.target.value)}>${data.places.map((p) => html`<option key=${p.place} value=${p.place}>${pair(p, "label")}</option>`)}</select>`}</${Control}>
      <table class="lines"><caption class="visually-hidden">${s("months")}</caption>
        <thead><tr><th scope="col">${s("month")}</th>${Object.keys(MEASURES).map((m) => html`<th key=${m} scope="col">${measureName(m)}</th>`)}</tr></thead>
        <tbody>${shown.months.map((m) => html`<tr key=${m.month} data-month=${m.month}><th scope="row">${m.month}</th>${Object.values(MEASURES).map((key) => html`<td key=${key}><${Rate} rate=${m[key]} /></td>`)}</tr>`)}</tbody></table></div>`;
}

function Behind({ opened, onPage, onClose }) {
  const { me } = useDesk();
  const title = s("behind", { label: pair(opened, "label"), what: pair(opened, "what"), count: opened.count });
  return html`
    <div id="errors-behind"><h3>${title}</h3>${opened.pages > 1 ? html`<p class="small">${s("page_of", opened)}</p>` : null}
      <table class="lines"><caption class="visually-hidden">${title}</caption>
        <thead><tr><th scope="col">${s("case")}</th><th scope="col">${s("type")}</th><th scope="col">${s("day")}</th><th scope="col">${s("errors")}</th></tr></thead>
        <tbody>${opened.rows.map((r) => html`<tr key=${r.case_no}><th scope="row">${r.case_id ? html`<a href=${`/print/case/${encodeURIComponent(r.case_id)}?seat=${encodeURIComponent(me.seat.id)}`} target="_blank" rel="noopener">${r.case_no}</a>` : s("blank", { serial: r.case_no })}</th>
          <td>${r.type ? pair(r.type, "name") : "–"}</td><td>${r.day}</td><td>${r.errors.map((one) => pair(one, "kind")).join(" · ")}</td></tr>`)}</tbody></table>
      <p class="row-of-buttons">
        ${opened.page > 1 ? html`<${Button} onPress=${() => onPage(opened.page - 1)}>${s("back")}</${Button}>` : null}
        ${opened.page < opened.pages ? html`<${Button} onPress=${() => onPage(opened.page + 1)}>${s("next")}</${Button}>` : null}
        <${Button} kind="quiet" onPress=${onClose}>${s("close")}</${Button}></p></div>`;
}
