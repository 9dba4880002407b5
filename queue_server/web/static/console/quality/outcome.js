/* What the hall has achieved: people helped, hours saved, promise kept, satisfaction; each figure opens to its cases. Counts nothing itself. */

import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { useDesk, useView } from "../hooks.js";
import { pair, t } from "../texts.js";
import { whenOf } from "../time.js";
import { Button, Control, Nothing, Section, Trouble } from "../ui.js";
import { Errors } from "./errors.js";
import { Parity } from "./parity.js";

const GROUPS = {
  group_promise: ["kept", "broken", "unfinished", "ended", "left_lane"],
  group_calls: ["SATISFIED", "FAIRLY", "DISSATISFIED", "UNREACHABLE", "REFUSED", "calls_open"],
};
const BAD = ["broken", "DISSATISFIED"];
const o = (key, values) => t(`quality.outcome.${key}`, values);
const percent = (value) => (value == null ? "–" : `${value} %`);
const countOf = (figures, name) => figures[name] ?? figures.call_results[name];

export function OutcomePlace({ moved }) {
  const [period, choose] = useState({});
  const [asked, ask] = useState({ open: "", page: 1 });
  const view = useView("hall_figures", period, moved);
  const behind = useView(asked.open ? "hall_figures" : null, { ...period, open: asked.open, page: String(asked.page) }, moved);
  const shown = view.data;
  function open(name, page = 1) {
    ask({ open: name, page });
  }
  function show(next) {
    ask({ open: "", page: 1 });
    choose(next);
  }
  return html`
    <${Section} id="outcome" title=${o("title")} note=${o("note")}>
      <${Period} key=${shown ? shown.first + shown.last : ""} shown=${shown} onShow=${show} />
      <${Trouble} problem=${view.problem} />
      ${!shown ? view.problem ? null : html`<p class="nothing" role="status">${t("common.loading")}</p>`
        : !shown.accepted ? html`<${Nothing}>${o("none")}</${Nothing}>`
        : html`<${Tiles} figures=${shown} onOpen=${open} />`}
    </${Section}>
    ${shown?.accepted ? html`
      ${behind.data?.opened ? html`<${Behind} opened=${behind.data.opened} onPage=${(page) => open(asked.open, page)} onClose=${() => open("")} />` : null}
      <div class="outcome-more"><${Counts} figures=${shown} open=${asked.open} onOpen=${open} /><${Ways} figures=${shown} /></div>` : null}
    ${shown ? html`<${Errors} key=${shown.first + shown.last} period=${period} moved=${moved} /><${Parity} period=${period} moved=${moved} />` : null}`;
}

function Period({ shown, onShow }) {
  const [first, setFirst] = useState(shown?.first || "");
  const [last, setLast] = useState(shown?.last || "");
  return html`
    <div class="period" role="group" aria-label=${o("period")}>
      <${Control} label=${`${o("period")} ${o("from")}`}>${(a) => html`<input ...${a} type="date" value=${first} onInput=${(e) => setFirst(e.target.value)} />`}</${Control}>
      <${Control} label=${o("to")}>${(a) => html`<input ...${a} type="date" value=${last} onInput=${(e) => setLast(e.target.value)} />`}</${Control}>
      <${Button} onPress=${() => onShow({ first, last })}>${o("show")}</${Button}>
      <${Button} kind="quiet" onPress=${() => onShow({})}>${o("month")}</${Button}>
      <${Button} kind="quiet" onPress=${() => onShow({ first: "all" })}>${o("all")}</${Button}>
    </div>`;
}

function Tile({ id, name, value, unit, children, onOpen, opens }) {
  return html`
    <article class="outcome-tile" data-figure=${id}>
      <h3>${name}</h3>
      <button type="button" class="outcome-value" data-open=${opens} onClick=${() => onOpen(opens)}><b>${value}</b> <span>${unit}</span></button>
      ${children}
    </article>`;
}

function Tiles({ figures, onOpen }) {
  const { at_promise: saved, at_least: least, calls, ratings } = figures;
  const ready = figures.kept + figures.broken;
  return html`
    <div class="outcome-tiles">
      <${Tile} id="people" name=${o("people")} value=${figures.beneficiaries} unit=${o("people_unit")} opens="delivered" onOpen=${onOpen}>
        <p class="small">${o("people_of", figures)}</p></${Tile}>
      <${Tile} id="saved" name=${o("saved")} value=${saved?.hours_a_head ?? "–"} unit=${o("hours")} opens="kept" onOpen=${onOpen}>
        <p class="small">${o("at_promise")}</p>${least ? html`<p class="small">${o("at_least")}${t("common.colon")}<b>${least.hours_a_head}</b></p>` : null}</${Tile}>
      <${Tile} id="times" name=${o("times")} value=${saved?.times_faster ?? "–"} unit=${o("times_unit")} opens="kept" onOpen=${onOpen}>
        <p class="small">${o("baseline_of", { ...figures.baseline, days: figures.baseline.working_days })}</p>${least ? html`<p class="small">${o("at_least")}${t("common.colon")}<b>${least.times_faster}</b></p>` : null}</${Tile}>
      <${Tile} id="promise" name=${o("promise")} value=${percent(figures.kept_percent)} opens=${figures.broken ? "broken" : "kept"} onOpen=${onOpen}>
        <p class="small">${o("promise_of", { kept: figures.kept, ready })}</p>
        <p class="small">${["ended", "left_lane", "unfinished"].map((name) => `${o(`count.${name}`)} ${figures[name]}`).join(" · ")}</p></${Tile}>
      <${Tile} id="satisfaction" name=${o("satisfaction")} value=${percent(calls.percent)} opens=${calls.percent === 100 ? "UNREACHABLE" : "DISSATISFIED"} onOpen=${onOpen}>
        <p class="small">${o("satisfaction_of", { answered: calls.answered })}${calls.low == null ? "" : ` · ${o("interval", calls)}`}</p>
        <p class="small">${o("response", { asked: calls.asked, percent: percent(calls.response_percent) })}</p>
        ${ratings.answered ? html`<p class="small">${o("ratings_of", { answered: ratings.answered, percent: percent(ratings.percent) })}</p>` : null}</${Tile}>
    </div>`;
}

function Counts({ figures, open, onOpen }) {
  return html`
    <${Section} id="counts" title=${o("counts")}>
      <div class="outcome-groups">${Object.entries(GROUPS).map(([group, names]) => html`
        <div key=${group}><h3>${o(group)}</h3><ul class="plain">${names.map((name) => html`
          <li key=${name} class=${BAD.includes(name) && countOf(figures, name) ? "nay" : ""}><button type="button" class="link" aria-pressed=${open === name ? "true" : "false"} data-open=${name} onClick=${() => onOpen(name)}><span>${o(`count.${name}`)}</span> <b>${countOf(figures, name)}</b></button></li>`)}</ul></div>`)}
        <div><h3>${o("group_ratings")}</h3><ul class="plain">${Object.entries(figures.scores).reverse().map(([score, count]) => html`<li key=${score}><button type="button" class="link" aria-pressed=${open === `score_${score}` ? "true" : "false"} data-open=${`score_${score}`} onClick=${() => onOpen(`score_${score}`)}><span aria-hidden="true">${"★".repeat(Number(score))}</span><span class="visually-hidden">${o(`count.score_${score}`)}</span> <b>${count}</b></button></li>`)}
          <li><button type="button" class="link" data-open="rated_low" aria-pressed=${open === "rated_low" ? "true" : "false"} onClick=${() => onOpen("rated_low")}>${o("count.rated_low")}</button></li></ul></div>
      </div>
    </${Section}>`;
}

function Ways({ figures }) {
  const ways = ["at_promise", "at_least", "measured"].filter((name) => figures[name]);
  return html`
    <${Section} id="ways" title=${o("ways")}>
      <table class="lines"><caption class="visually-hidden">${o("ways")}</caption>
        <thead><tr><th scope="col">${o("way")}</th><th scope="col" class="num">${o("way_taken")}</th><th scope="col" class="num">${o("way_hours")}</th><th scope="col" class="num">${o("way_times")}</th></tr></thead>
        <tbody>${ways.map((name) => html`<tr key=${name} data-way=${name}><th scope="row">${o(name)}</th><td class="num">${figures[name].hours_taken}</td><td class="num"><b>${figures[name].hours_a_head}</b></td><td class="num"><b>${figures[name].times_faster}</b></td></tr>`)}</tbody></table>
      <p><b>${o("baseline")}</b> ${o("baseline_of", { ...figures.baseline, days: figures.baseline.working_days })}</p>
      <p class="small">${pair(figures.baseline, "source")}</p>
      <p class="small">${o("formula")}</p>
    </${Section}>`;
}

function Behind({ opened, onPage, onClose }) {
  const { me } = useDesk();
  const title = o("cases_behind", { what: o(`count.${opened.name}`), count: opened.count });
  return html`
    <${Section} id="behind" title=${title} note=${opened.pages > 1 ? o("page_of", opened) : null}>
      <table class="lines"><caption class="visually-hidden">${title}</caption>
        <thead><tr><th scope="col">${o("case")}</th><th scope="col">${o("type")}</th><th scope="col">${o("applicants")}</th><th scope="col">${o("accepted_at")}</th><th scope="col">${o("ready_at")}</th><th scope="col" class="num">${o("took")}</th><th scope="col">${o("call")}</th></tr></thead>
        <tbody>${opened.rows.map((r) => html`<tr key=${r.case_id}><th scope="row"><a href=${`/print/case/${encodeURIComponent(r.case_id)}?seat=${encodeURIComponent(me.seat.id)}`} target="_blank" rel="noopener">${r.case_no}</a></th><td>${pair(r.type, "name")}</td><td>${o("applicants_of", r)}</td><td>${whenOf(r.accepted_at)}</td><td>${r.ready_at ? whenOf(r.ready_at) : "–"}</td>
          <td class="num">${r.took_minutes ?? "–"}${r.elapsed_minutes != null && r.elapsed_minutes !== r.took_minutes ? html`<div class="small">${o("took_note", { minutes: r.elapsed_minutes })}</div>` : null}</td>
          <td>${r.call ? html`${pair(r, "call")} <span class="small">${o("attempts", { count: r.attempts })}</span>` : "–"}</td></tr>`)}</tbody></table>
      <p class="row-of-buttons">
        ${opened.page > 1 ? html`<${Button} onPress=${() => onPage(opened.page - 1)}>${o("before")}</${Button}>` : null}
        ${opened.page < opened.pages ? html`<${Button} onPress=${() => onPage(opened.page + 1)}>${o("after")}</${Button}>` : null}
        <${Button} kind="quiet" onPress=${onClose}>${o("close")}</${Button}></p>
    </${Section}>`;
}
