/* The record of a check on paper (抽检记录), for two signatures: items, findings, remedies, and the hash that ties it to the log. */

import { html } from "htm/preact";

import { pair, t } from "../texts.js";
import { fullOf, now } from "../time.js";
import { Fact } from "../ui.js";

export function CheckPaper({ check }) {
  const { record } = check;
  return html`
    <article class="letter case-paper check-paper">
      <div class="case-title"><p class="big"><b>${t("quality.page.record")}</b></p><p>${pair(check, "sample")} ${check.period} · ${check.case_no} · ${pair(check.type, "name")}</p></div>
      <dl class="facts three"><${Fact} name=${t("quality.field.checker")}>${record ? `${record.by?.name || ""} ${record.by?.staff_no || ""}` : check.checker?.name || ""}</${Fact}>
        <${Fact} name=${t("quality.field.result")}>${record ? html`<b>${pair(record, "result")}</b> ${fullOf(record.at)}` : t("quality.page.not_recorded")}</${Fact}>
        <${Fact} name=${t("quality.page.pick")}>${pair(check, "pick")} ${check.reasons.map((r) => pair(r, "label")).join("、")}</${Fact}>
        <${Fact} name=${pair(check, "decided")}>${fullOf(check.decided_at)}</${Fact}><${Fact} name=${t("quality.page.visits_title")}>${check.visits}</${Fact}><${Fact} name=${t("quality.page.due_title")}>${check.due_on}</${Fact}></dl>
      <section class="paper-block"><h2>${t("quality.page.items")}</h2><table class="lines"><caption class="visually-hidden">${t("quality.page.items")}</caption>
        <thead><tr><th scope="col">${t("quality.field.item")}</th><th scope="col">${t("quality.field.answer")}</th><th scope="col">${t("quality.field.words")}</th></tr></thead>
        <tbody>${check.items.map((item) => {
          const answer = record?.answers.find((a) => a.item === item.item);
          const finding = record?.findings.find((f) => f.item === item.item);
          return html`<tr key=${item.item}><th scope="row">${pair(item, "title")}<div class="small">${pair(item, "hint")}</div></th><td>${answer ? pair(answer, "answer") : "□"}</td><td>${finding ? `${pair(finding, "grade")}：${finding.words}` : ""}</td></tr>`;
        })}</tbody></table></section>
      ${record?.findings.length ? html`<section class="paper-block"><h2>${t("quality.page.findings")}</h2>${record.findings.map((f) => html`
        <dl class="facts" key=${f.finding_id}><${Fact} name=${pair(f, "item")}>${pair(f, "grade")} · ${f.words}</${Fact}><${Fact} name=${t("quality.field.signer")}>${pair(f, "act")} · ${f.person?.name || ""} ${f.person?.staff_no || ""}</${Fact}>
          <${Fact} name=${t("quality.field.remedy")}>${f.remedy || "–"} ${f.deadline ? `${t("quality.field.deadline")} ${f.deadline}` : ""}</${Fact}><${Fact} name=${t("quality.field.state")}>${pair(f, "state")} ${f.reports.map((r) => `${pair(r, "kind")} ${r.by?.name || ""} ${fullOf(r.at)} ${r.words}`).join("；")}</${Fact}></dl>`)}</section>` : null}
      ${record?.remark ? html`<section class="paper-block"><h2>${t("quality.page.remark")}</h2><p>${record.remark}</p></section>` : null}
      <p class="signing">${t("quality.page.sign_lines")}</p>
      ${record ? html`<p class="hash">${record.seq} ${record.hash}</p>` : null}
      <p class="fine-print">${t("print.made", { when: fullOf(now()) })}</p>
    </article>`;
}
