/* A finding as it is read, and the step from it to a fault case, which only a judge of faults may take. */

import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { useDesk } from "../hooks.js";
import { pair, t } from "../texts.js";
import { fullOf } from "../time.js";
import { Button, Fact } from "../ui.js";
import { ChoiceAsk } from "./dialogs.js";

export const GRADE_TONE = { PASS: "fine", MINOR: "odd", MAJOR: "bad", CRITICAL: "bad" };
const FAULT_GRADES = ["SLIGHT", "ORDINARY", "SERIOUS"];

export function FindingCard({ finding }) {
  const { me, busy } = useDesk();
  const [asking, ask] = useState(false);
  const grades = FAULT_GRADES.map((code) => ({ code, label_zh: t(`quality.fault_grade.${code}`), label_en: t(`quality.fault_grade.${code}`) }));
  return html`
    <article class="finding" data-finding=${finding.finding_id}>
      <div class="head"><span class=${`mark ${GRADE_TONE[finding.grade]}`}><span aria-hidden="true">${finding.grade === "MINOR" ? "!" : "✕"}</span> ${pair(finding, "grade")}</span> <b>${pair(finding, "item")}</b> <span class="chip">${pair(finding, "state")}</span></div>
      <p>${finding.words}</p>
      <dl class="facts"><${Fact} name=${t("quality.field.signer")}>${pair(finding, "act")} · ${finding.person?.name || ""} ${finding.person?.staff_no || ""}</${Fact}>
        ${finding.remedy ? html`<${Fact} name=${t("quality.field.remedy")}>${finding.remedy}</${Fact}><${Fact} name=${t("quality.field.deadline")}>${finding.deadline}</${Fact}>` : null}
        ${finding.own_case_no ? html`<${Fact} name=${t("quality.field.own_case")}>${finding.own_case_no}</${Fact}>` : null}</dl>
      ${finding.reports?.length ? html`<ul class="plain">${finding.reports.map((r) => html`<li key=${r.at}>${pair(r, "kind")} · ${r.by?.name || ""} ${fullOf(r.at)} ${r.words}</li>`)}</ul>` : null}
      ${["DIRECTOR", "BUREAU"].includes(me.seat.post) ? html`<${Button} kind="secondary small" busy=${busy.open_fault} onPress=${() => ask(true)}>${t("quality.act.open_fault")}</${Button}>` : null}
      ${asking ? html`<${ChoiceAsk} act="open_fault" body=${{ finding_id: finding.finding_id }} field="grade" options=${grades} onClose=${() => ask(false)} />` : null}
    </article>`;
}
