/* Correction tasks: what is to be put right by whom until when; reporting it done, and looking whether it is. */

import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { useDesk } from "../hooks.js";
import { pair, t } from "../texts.js";
import { fullOf } from "../time.js";
import { Button, Fact } from "../ui.js";
import { WordsAsk } from "./dialogs.js";
import { GRADE_TONE } from "./findings.js";

export function TaskList({ tasks }) {
  return html`<div class="tasks">${tasks.map((task) => html`<${Task} key=${task.finding_id} task=${task} />`)}</div>`;
}

function Task({ task }) {
  const { run, busy } = useDesk();
  const [asking, ask] = useState("");
  const verified = () => run("verify_remedy", { finding_id: task.finding_id, ok: true, words: "" }, { scene: `${task.done_at}`, done: t("quality.done.verify_remedy") });
  return html`
    <article class=${`card task ${task.level}`} data-task=${task.finding_id}>
      <div class="head"><h3>${task.case_no} · ${pair(task.type, "name")}</h3><span class=${`mark ${GRADE_TONE[task.grade]}`}>${pair(task, "grade")}</span><span class="chip">${pair(task, "state")}</span>
        <span class=${`mark ${task.level === "over" ? "bad" : task.level === "amber" ? "odd" : "fine"}`}>${task.level === "over" ? t("quality.page.overdue", { day: task.deadline }) : t("quality.page.due", { day: task.deadline })}</span></div>
      <dl class="facts"><${Fact} name=${pair(task, "item")}>${task.words}</${Fact}><${Fact} name=${t("quality.field.remedy")}>${task.remedy}</${Fact}>
        <${Fact} name=${t("quality.field.signer")}>${pair(task, "act")} · ${task.person?.name || ""} ${task.person?.staff_no || ""}</${Fact}>
        ${task.own_case_no ? html`<${Fact} name=${t("quality.field.own_case")}>${task.own_case_no} ${task.own_case_open ? t("quality.page.own_open") : ""}</${Fact}>` : null}
        ${task.sent_back ? html`<${Fact} name=${t("quality.field.sent_back")}>${task.sent_back}</${Fact}>` : null}
        ${task.done ? html`<${Fact} name=${t("quality.field.done")}>${task.done} <span class="small">${task.done_by?.name || ""} ${fullOf(task.done_at)}</span></${Fact}>` : null}</dl>
      <div class="row-of-buttons">
        ${task.may_report ? html`<${Button} kind="secondary small" busy=${busy.remedy_finding} label=${`${t("quality.act.remedy_finding")} ${task.case_no}`} onPress=${() => ask("done")}>${t("quality.act.remedy_finding")}</${Button}>` : null}
        ${task.may_verify ? html`<${Button} kind="secondary small" busy=${busy.verify_remedy} off=${task.own_case_open} why=${t("quality.page.own_open")} label=${`${t("quality.act.verify_remedy")} ${task.case_no}`} onPress=${verified}>${t("quality.act.verify_remedy")}</${Button}>
          <${Button} kind="secondary small" busy=${busy.verify_remedy} label=${`${t("quality.act.send_back")} ${task.case_no}`} onPress=${() => ask("back")}>${t("quality.act.send_back")}</${Button}>` : null}
      </div>
      ${asking === "done" ? html`<${WordsAsk} act="remedy_finding" body=${{ finding_id: task.finding_id }} onClose=${() => ask("")} />` : null}
      ${asking === "back" ? html`<${WordsAsk} act="verify_remedy" body=${{ finding_id: task.finding_id, ok: false }} lead=${t("quality.lead.send_back")} onClose=${() => ask("")} />` : null}
    </article>`;
}
