/* An accepted case as the registrar and the window read it: why it stands still, its papers, form, inquiry and signatures, the register and the parties. */

import { html } from "htm/preact";

import { pair, t } from "../texts.js";
import { fullOf } from "../time.js";
import { Fact, Section } from "../ui.js";
import { CaseControl } from "./control.js";
import { DocumentList } from "./documents.js";
import { FieldList, InquiryList } from "./fields.js";
import { Signatures } from "./paper.js";
import { PartyCard } from "./parties.js";
import { RegisterPanel } from "./register.js";
import { mayAct } from "./worklist.js";

/** Why a case stands still or is late: pauses, halt, returned, overtime. */
export function Standing({ item }) {
  const pauses = item.pauses.filter((p) => !p.until);
  if (!pauses.length && !item.overtime && !item.return) return null;
  return html`
    <div class=${`card standing ${item.state === "HALTED" ? "bad" : "odd"}`}>
      ${pauses.map((p) => html`<p key=${p.from}><b>${t(`pause.${p.kind}`)} · ${pair(p, "reason") || p.reason_code || ""}</b> ${p.words}
        <span class="small">${t("pause.since", { when: fullOf(p.from), name: p.by?.name || t("common.system") })}${p.deadline_on ? ` · ${t("pause.deadline", { day: p.deadline_on })}` : ""}</span></p>`)}
      ${item.return ? html`<p><b>${t("pause.RETURN")}</b> ${pair(item.return, "text")}</p>` : null}
      ${item.overtime?.words ? html`<p><b>${t("overtime.title")}</b> ${item.overtime.words}</p>` : null}
      ${item.overtime && !item.overtime.words ? html`<p class="warn-line" data-owed="overtime"><span aria-hidden="true">!</span> <b>${t("overtime.title")}</b> ${t("overtime.unexplained")}</p>` : null}
    </div>`;
}

/** How often somebody came for the case, and what of it is charged to the pre-review that let it through (V6, P9). */
export function Visits({ item }) {
  const days = item.visits || [];
  return html`
    <${Section} id="visits" title=${t("visits.title")}>
      ${days.length ? html`<p><b>${t(days.length === 1 ? "visits.once" : "visits.times", { count: days.length })}</b> <span class="small">${days.join("、")}</span></p>` : html`<p class="small">${t("visits.none")}</p>`}
      ${(item.charges || []).length ? html`<ul class="plain" data-charges>${item.charges.map((one) => html`<li key=${one.seq}><span class="mark odd"><span aria-hidden="true">!</span> ${pair(one, "kind")}</span>
        ${one.by_kiosk || one.person ? t("visits.charged", { name: one.by_kiosk ? t("visits.kiosk") : `${one.person.name} ${one.person.staff_no}` }) : t("visits.charged_to_review")} <span class="small">${fullOf(one.at)}</span></li>`)}</ul>` : html`<p class="small">${t("visits.no_charge")}</p>`}
    </${Section}>`;
}

const ON_A4 = ["ONE_TIME_NOTICE", "REFUSAL_NOTICE", "REFUSAL_DECISION", "SUSPENSION_NOTICE", "LAPSE_NOTICE"];

/** Every paper the case was given, with what became of it; those of the law can be looked at as they are signed. */
export function PapersGiven({ item }) {
  const jobs = item.jobs || [];
  if (!jobs.length) return null;
  return html`
    <${Section} id="papers-given" title=${t("papers.given")}>
      <ul class="plain">${jobs.map((job) => html`<li key=${job.job_id} data-kind=${job.kind}><b>${pair(job, "kind")}</b>${job.reprint ? html` <span class="chip">${t("papers.again")}</span>` : null}${" "}
        <span class="small">${fullOf(job.at)} · ${pair(job, "state")}</span>${" "}${ON_A4.includes(job.kind) ? html`<a href=${`/print/notice/${encodeURIComponent(job.job_id)}?seat=${encodeURIComponent(document.documentElement.dataset.seat)}`} target="_blank" rel="noopener">${t("papers.look")}</a>` : null}</li>`)}</ul>
    </${Section}>`;
}

/** The whole file. What a post does with it comes as children, before the papers. */
export function CaseFile({ item, refs, children }) {
  return html`
    <div class="columns">
      <div class="col main-col">
        <${Standing} item=${item} />
        ${children}
        <${Section} id="documents" title=${t("case.documents")}><${DocumentList} documents=${item.documents} total=${item.pages_total} /></${Section}>
        <${Section} id="form" title=${t("case.application")}><${FieldList} fields=${item.fields} /></${Section}>
        <${Section} id="inquiry" title=${t("case.inquiry")}><${InquiryList} inquiry=${item.inquiry} /></${Section}>
        <${CaseControl} item=${item} />
        <${Section} id="signatures" title=${t("signature.title")}><${Signatures} signatures=${item.signatures} />
          <p><a href=${`/print/case/${encodeURIComponent(item.case_id)}?seat=${encodeURIComponent(document.documentElement.dataset.seat)}`} target="_blank" rel="noopener">${t("case.print")}</a></p></${Section}>
      </div>
      <div class="col side-col">
        <${Section} id="register" title=${t("case.register")}><${RegisterPanel} item=${item} refs=${refs} mayLook=${mayAct(item, "look_up_again")} /></${Section}>
        <${Section} id="parties" title=${t("case.parties")}>${item.parties.map((p) => html`<${PartyCard} key=${p.party_id} party=${p} refs=${refs} reasons=${item.choices.reveal_reasons} acts=${item.acts} />`)}</${Section}>
        <${Visits} item=${item} />
        <${PapersGiven} item=${item} />
        ${item.tax && item.tax.mode !== "NONE" && !mayAct(item, "set_tax") ? html`<${Section} id="tax" title=${t("case.tax")}><dl class="facts"><${Fact} name=${t("tax.state")}><b>${t(`tax.${item.tax.state}`)}</b></${Fact}>
          <${Fact} name=${t("tax.voucher")}>${item.tax.voucher_no || "–"}</${Fact}></dl></${Section}>` : null}
      </div>
    </div>`;
}
