/* What the register says: the unit, fresh findings with their effect, the folio, and what an entry will write. Reading only. */

import { html } from "htm/preact";

import { useDesk } from "../hooks.js";
import { basisOf, pair, t } from "../texts.js";
import { dayOf, whenOf } from "../time.js";
import { Button, Effect, Fact, Nothing } from "../ui.js";

export function UnitFacts({ unit }) {
  if (!unit) return html`<${Nothing}>${t("register.no_unit")}</${Nothing}>`;
  return html`
    <dl class="facts">
      <${Fact} name=${t("register.location")}>${unit.location}</${Fact}>
      <${Fact} name=${t("register.unit_no")}>${unit.unit_no}</${Fact}>
      <${Fact} name=${t("register.certificate_no")}>${unit.certificate_no || "–"}</${Fact}>
      <${Fact} name=${t("register.use_area")}>${pair(unit, "use")} · ${unit.area_m2} m²</${Fact}>
    </dl>`;
}

export function Findings({ findings }) {
  if (!findings?.length) return html`<p class="mark fine">✓ ${t("register.clear")}</p>`;
  return html`<ul class="findings">${findings.map((f) => html`
    <li key=${`${f.check}${f.kind}${f.entered_at}`}><div class="head"><${Effect} effect=${f.effect} /> <b>${pair(f, "title")}</b></div>
      <p>${pair(f, "text")}</p>
      ${f.document_no ? html`<p class="small">${t("register.paper", { no: f.document_no })}${f.ends_on ? ` · ${t("register.until", { day: f.ends_on })}` : ""}</p>` : null}
      ${f.basis ? html`<p class="small basis">${basisOf(f)}</p>` : null}</li>`)}</ul>`;
}

/** The look-up panel: unit, findings, how old they are, and looking again. */
export function RegisterPanel({ item, refs, mayLook }) {
  const { run, busy } = useDesk();
  return html`
    <${UnitFacts} unit=${item.unit} />
    <${Findings} findings=${item.findings} />
    <div class="row-of-buttons">
      ${item.looked_up_at ? html`<span class="small">${t("register.looked_up", { time: whenOf(item.looked_up_at) })}${item.unit ? ` · ${t("register.version", { version: item.unit.folio_version })}` : ""}</span>` : null}
      ${mayLook ? html`<${Button} cmd="look_up_again" kind="secondary small" busy=${busy.look_up_again} onPress=${() => run("look_up_again", refs, { done: t("register.looked_again") })}>${t("act.look_up_again")}</${Button}>` : null}
    </div>`;
}

function Lines({ rows, kind }) {
  if (!rows.length) return html`<p class="small">${t("mutation.nothing")}</p>`;
  return html`<dl class=${`facts ${kind}`}>${rows.map((r) => html`<${Fact} key=${r.label_zh} name=${pair(r, "label")}>${pair(r, "value")}</${Fact}>`)}</dl>`;
}

/** Every line the entry will write, before and after. */
export function Mutation({ mutation }) {
  return html`
    <div class="mutation">
      <p class="small">${t("mutation.lead", { version: mutation.folio_version, time: whenOf(mutation.worked_out_at) })}</p>
      <table class="lines">
        <caption class="visually-hidden">${t("mutation.title")}</caption>
        <thead><tr><th scope="col">${t("mutation.what")}</th><th scope="col">${t("mutation.before")}</th><th scope="col">${t("mutation.after")}</th></tr></thead>
        <tbody>${mutation.operations.map((op, i) => html`
          <tr key=${i}><th scope="row"><span class="no">${i + 1}</span> ${pair(op, "title")}</th><td><${Lines} rows=${op.before} kind="before" /></td><td><${Lines} rows=${op.after} kind="after" /></td></tr>`)}</tbody>
      </table>
    </div>`;
}

function standingOf(restriction) {
  if (restriction.in_force) return t("folio.in_force");
  return restriction.mistaken ? t("folio.withdrawn") : t("folio.ended");
}

/** The whole folio, for those who may see it. `actions(restriction)` puts buttons beside a restriction. */
export function Folio({ folio, actions }) {
  return html`
    <${UnitFacts} unit=${folio.unit} />
    <h3>${t("folio.rights")}</h3>
    <table class="lines"><caption class="visually-hidden">${t("folio.rights")}</caption>
      <thead><tr><th scope="col">${t("folio.right")}</th><th scope="col">${t("folio.holders")}</th><th scope="col">${t("folio.content")}</th><th scope="col">${t("folio.entered")}</th></tr></thead>
      <tbody>${folio.rights.map((r) => html`<tr key=${r.record_id}><th scope="row">${pair(r, "kind")} <span class="chip">${pair(r, "status")}</span></th>
        <td>${r.holders.map((h) => html`<div>${h.name}${h.share ? ` ${h.share}` : ""} <span class="small">${h.document_no_masked}</span></div>`)}</td>
        <td>${r.facts.map((f) => html`<div>${pair(f, "label")} ${pair(f, "value")}</div>`)}</td><td class="when">${dayOf(r.entered_at)}</td></tr>`)}</tbody></table>
    <h3>${t("folio.restrictions")}</h3>
    ${folio.restrictions.length ? html`<table class="lines"><caption class="visually-hidden">${t("folio.restrictions")}</caption>
      <thead><tr><th scope="col">${t("folio.restriction")}</th><th scope="col">${t("folio.authority")}</th><th scope="col">${t("folio.period")}</th><th scope="col">${t("folio.rank")}</th>${actions ? html`<th scope="col">${t("folio.act")}</th>` : null}</tr></thead>
      <tbody>${folio.restrictions.map((r) => html`<tr key=${r.record_id}><th scope="row">${pair(r, "kind")} <span class=${`chip ${r.in_force ? "bad" : ""}`}>${standingOf(r)}</span>
          ${r.kind === "FREEZE" || r.scope !== "ALL" ? html`<div class="small">${t("judicial.scope")} ${t(`scope.${r.scope}`)}</div>` : null}${r.matter ? html`<div class="small">${t("judicial.matter")}${t("common.colon")}${r.matter}</div>` : null}${r.suit_ref ? html`<div class="small">${t("judicial.suit_ref")} ${r.suit_ref}</div>` : null}${r.ended_why ? html`<div class="small">${t("folio.ended_why", { words: r.ended_why })}</div>` : null}</th>
        <td>${r.by ? html`<div>${t("judicial.objector")} ${r.by}</div>` : null}${r.authority}<div class="small">${r.document_no}${r.file_no ? ` · ${t("judicial.file_no")} ${r.file_no}` : ""}</div>${r.words ? html`<div class="small">${r.words}</div>` : null}</td><td>${r.starts_on || ""} – ${r.ends_on || t("folio.open_end")}</td>
        <td>${r.waiting ? t("folio.waiting", { rank: r.rank }) : r.rank || "–"}</td>${actions ? html`<td>${actions(r)}</td>` : null}</tr>`)}</tbody></table>` : html`<p class="mark fine">✓ ${t("folio.no_restriction")}</p>`}
    <h3>${t("folio.open_cases")}</h3>
    ${folio.open_cases.length ? html`<ul class="plain">${folio.open_cases.map((c) => html`<li key=${c.case_id}><b>${c.case_no}</b> ${pair(c.type, "name")} <span class="chip">${pair(c, "state")}</span></li>`)}</ul>` : html`<p class="small">${t("folio.no_case")}</p>`}`;
}
