/* The case file on paper: who did what, when, on what evidence, with the hashes that tie it to the log. */

import { html } from "htm/preact";

import { ControlLines, StageTable } from "../parts/control.js";
import { DocumentList } from "../parts/documents.js";
import { FieldList, InquiryList, money } from "../parts/fields.js";
import { Signatures } from "../parts/paper.js";
import { pair, rulesOf, t } from "../texts.js";
import { fullOf, now } from "../time.js";
import { Effect, Fact } from "../ui.js";

function Block({ title, children }) {
  return html`<section class="paper-block"><h2>${title}</h2>${children}</section>`;
}

export function CasePaper({ item }) {
  return html`
    <article class="letter case-paper">
      <div class="case-title"><p class="big"><b>${t("print.case")} ${item.case_no}</b></p><p>${pair(item.type, "name")} · ${item.acceptance_no} · ${rulesOf(item)}</p></div>
      <dl class="facts three"><${Fact} name=${t("print.state")}>${pair(item, "state")}</${Fact}><${Fact} name=${t("print.accepted")}>${fullOf(item.accepted_at)} ${item.accepted_by?.name || ""} ${item.accepted_by?.staff_no || ""}</${Fact}>
        <${Fact} name=${t("clock.title")}>${item.clock ? `${item.clock.elapsed_minutes} / ${item.clock.promise_minutes ?? "–"} ${t("clock.minutes")}` : "–"}</${Fact}>
        <${Fact} name=${t("register.location")}>${item.unit?.location || "–"}</${Fact}><${Fact} name=${t("register.unit_no")}>${item.unit?.unit_no || "–"}</${Fact}><${Fact} name=${t("custody.pages_listed")}>${item.pages_total ?? "–"}</${Fact}>
        <${Fact} name=${t("visits.title")}>${(item.visits || []).length}${item.visits?.length ? ` · ${item.visits.join("、")}` : ""}</${Fact}></dl>
      ${item.overtime ? html`<${Block} title=${t("overtime.title")}><p>${t("overtime.by", { minutes: item.overtime.minutes })} ${item.overtime.words || t("overtime.unexplained")} ${item.overtime.by ? `${item.overtime.by.name} ${fullOf(item.overtime.at)}` : ""}</p></${Block}>` : null}
      ${item.stages?.length ? html`<${Block} title=${t("stages.title")}><${StageTable} stages=${item.stages} /></${Block}>` : null}
      <${Block} title=${t("control.title")}><${ControlLines} rows=${item.control} /></${Block}>
      <${Block} title=${t("signature.title")}><${Signatures} signatures=${item.signatures} hashes=${true} /></${Block}>
      <${Block} title=${t("case.parties")}><ul class="plain">${item.parties.map((p) => html`<li key=${p.party_id}><b>${p.name}</b> · ${pair(p, "role")} · ${pair(p, "document_kind")} ${p.document_no_masked}${p.agent ? ` · ${t("party.agent")} ${p.agent.name}` : ""}</li>`)}</ul></${Block}>
      <${Block} title=${t("case.documents")}><${DocumentList} documents=${item.documents} total=${item.pages_total} /></${Block}>
      <${Block} title=${t("case.application")}><${FieldList} fields=${item.fields} /></${Block}>
      <${Block} title=${t("case.inquiry")}><${InquiryList} inquiry=${item.inquiry} /></${Block}>
      <${Block} title=${t("case.checks")}><table class="lines"><caption class="visually-hidden">${t("case.checks")}</caption>
        <thead><tr><th scope="col">${t("print.check")}</th><th scope="col">${t("print.register_says")}</th><th scope="col">${t("print.answer")}</th></tr></thead>
        <tbody>${item.checks.map((c) => html`<tr key=${c.check}><th scope="row">${c.check.split("_")[0]} ${pair(c, "name")}</th><td>${c.answer && c.result === "UNKNOWN" ? "–" : html`<${Effect} effect=${c.result} /> ${pair(c, "result_text")}`}${c.looked_up_at ? html`<div class="small">${fullOf(c.looked_up_at)} · ${t("register.version", { version: c.folio_version })}</div>` : null}</td>
          <td>${c.answer ? `${c.answer.ok ? t("checks.ok") : t("checks.not_ok")} ${c.answer.remark || ""} ${c.answer.by_name}` : "–"}</td></tr>`)}</tbody></table></${Block}>
      ${item.opinion ? html`<${Block} title=${t("registrar.opinion")}><p>${item.opinion.text}</p><p class="small">${item.opinion.by?.name} ${item.opinion.qualification_no || ""} ${fullOf(item.opinion.at)}</p></${Block}>` : null}
      ${item.register_entry ? html`<${Block} title=${t("print.entry")}><p>${fullOf(item.register_entry.entered_at)} · ${item.register_entry.by?.name} · ${t("register.version", { version: item.register_entry.folio_version })}</p><p>${(item.register_entry.certificate_numbers || []).join(" ")}</p><p class="hash">${item.register_entry.hash}</p></${Block}>` : null}
      ${item.pauses.length ? html`<${Block} title=${t("print.pauses")}><ul class="plain">${item.pauses.map((p) => html`<li key=${p.from}>${t(`pause.${p.kind}`)} ${pair(p, "reason") || p.reason_code || ""} ${p.words} · ${fullOf(p.from)} – ${p.until ? fullOf(p.until) : t("common.open")} · ${p.by?.name || t("common.system")}</li>`)}</ul></${Block}>` : null}
      ${item.fee && item.fee.state !== "NONE" ? html`<${Block} title=${t("fee.title")}><p>${money(item.fee.due_yuan)} ${t("common.yuan")} · ${pair(item.fee, "payer")} · ${t(`fee.state.${item.fee.state}`)} ${item.fee.receipt_no || ""}</p></${Block}>` : null}
      ${item.delivery ? html`<${Block} title=${t("deliver.done_title")}><p>${item.delivery.recipient} · ${fullOf(item.delivery.at)} · ${item.delivery.by?.name || ""}</p></${Block}>` : null}
      <p class="fine-print">${t("print.made", { when: fullOf(now()) })}</p>
    </article>`;
}
