/* The three lines of control of a case, and its stages with the time between them: read from its file, judged nowhere here. */

import { html } from "htm/preact";

import { pair, sectionOf, t } from "../texts.js";
import { fullOf, timeOf } from "../time.js";
import { Section } from "../ui.js";

const a = sectionOf("agencies.console");
const LINES = ["PREVENTION", "CONTROL", "REMEDY"];

/** What prevented, what controlled, what remedied (Q9): each moment with its time and person. */
export function ControlLines({ rows }) {
  return html`
    <div class="control-lines">${LINES.map((line) => {
      const mine = rows.filter((row) => row.line === line);
      return html`<section key=${line} class="control-line" data-line=${line} aria-label=${t(`control.${line}`)}>
        <h3>${t(`control.${line}`)} <span class="count">${mine.length}</span></h3>
        ${mine.length ? html`<ol>${mine.map((row) => html`
          <li key=${`${row.seq}${row.kind}`} data-kind=${row.kind}><time>${fullOf(row.at).slice(5, 16)}</time> <b>${pair(row, "text")}</b>
            <span class="small">${row.by || pair(row, "role")}${row.place_zh ? ` · ${pair(row, "place")}` : ""}${row.answered_zh ? ` · ${pair(row, "answered")}` : ""}</span></li>`)}</ol>`
          : html`<p class="small empty">${t("control.none")}</p>`}
      </section>`;
    })}</div>`;
}

/** How long each stage took and how long the case lay before it, beside the budget (F13). */
export function StageTable({ stages }) {
  return html`
    <table class="lines stage-table"><caption class="visually-hidden">${t("stages.title")}</caption>
      <thead><tr><th scope="col">${t("stages.stage")}</th><th scope="col" class="num">${t("stages.between")}</th><th scope="col" class="num">${t("stages.work")}</th>
        <th scope="col" class="num">${t("stages.of_budget")}</th><th scope="col">${t("stages.ended")}</th></tr></thead>
      <tbody>${stages.map((s) => html`<tr key=${s.stage} data-stage=${s.stage}><th scope="row">${pair(s, "stage")}</th>
        <td class="num">${s.waited_minutes}</td><td class="num">${s.worked_minutes}</td>
        <td class="num">${s.minutes} / ${s.budget_minutes}${s.over ? html` <span class="mark odd"><span aria-hidden="true">!</span> ${t("stages.over")}</span>` : null}</td>
        <td>${s.ended ? `${timeOf(s.ended_at)} ${s.by}` : t("stages.running")}</td></tr>`)}</tbody></table>`;
}

/** In whose hands the case is, whose clock runs, and how long each office had it (F11, F12). */
export function Agencies({ agencies }) {
  if (!agencies) return null;
  return html`
    <p class="agencies" data-holder=${agencies.holder}>${agencies.ended ? null : html`<b>${a("now", { name: pair(agencies, "holder"), clock: pair(agencies, "clock") })}</b> `}${agencies.beside ? `${a("beside")} ` : ""}
      <span class="small">${a("title")}: ${agencies.rows.map((r) => a("minutes", { name: pair(r, "name"), minutes: r.minutes })).join(" · ")}</span></p>`;
}

/** Both as sections of a case's page. */
export function CaseControl({ item }) {
  return html`
    ${item.stages?.length ? html`<${Section} id="stages" title=${t("stages.title")} note=${t("stages.note")}><${Agencies} agencies=${item.agencies} /><${StageTable} stages=${item.stages} /></${Section}>` : null}
    ${item.control ? html`<${Section} id="control" title=${t("control.title")}><${ControlLines} rows=${item.control} /></${Section}>` : null}`;
}
