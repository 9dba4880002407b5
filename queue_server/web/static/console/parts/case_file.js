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
        ${item.tax && item.tax.mode !== "NONE" && !mayAct(item, "set_tax") ? html`<${Section} id="tax" title=${t("case.tax")}><dl class="facts"><${Fact} name=${t("tax.state")}><b>${t(`tax.${item.tax.state}`)}</b></${Fact}>
          <${Fact} name=${t("tax.voucher")}>${item.tax.voucher_no || "–"}</${Fact}></dl></${Section}>` : null}
      </div>
    </div>`;
}
