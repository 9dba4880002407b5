/* Fault cases: the steps with their words, and whatever the reader may do now: decide, appeal, decide the appeal. */

import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { useDesk } from "../hooks.js";
import { pair, t } from "../texts.js";
import { fullOf } from "../time.js";
import { Button, Fact, Nothing } from "../ui.js";
import { AppealAsk, ChoiceAsk, WordsAsk } from "./dialogs.js";

export function FaultList({ faults, choices, empty }) {
  return faults.length ? html`<div class="tasks">${faults.map((f) => html`<${Fault} key=${f.fault_id} fault=${f} choices=${choices} />`)}</div>` : html`<${Nothing}>${empty}</${Nothing}>`;
}

function Fault({ fault, choices }) {
  const { busy } = useDesk();
  const [asking, ask] = useState("");
  const close = () => ask("");
  return html`
    <article class=${`card task ${fault.state === "CLOSED" ? "" : "amber"}`} data-fault=${fault.fault_id}>
      <div class="head"><h3>${fault.person?.name || ""} ${fault.person?.staff_no || ""}</h3><span class="mark odd">${pair(fault, "grade")}</span><span class="chip state">${pair(fault, "state")}</span>${fault.result ? html`<span class="chip">${pair(fault, "result")}</span>` : null}</div>
      <dl class="facts"><${Fact} name=${t("quality.field.case")}>${fault.case_no} · ${pair(fault, "act")} · ${pair(fault, "window_label")}</${Fact}><${Fact} name=${t("quality.field.finding")}>${fault.finding}</${Fact}>
        ${fault.decision ? html`<${Fact} name=${t("quality.field.decision")}><b>${pair(fault, "decision")}</b></${Fact}>` : null}
        ${fault.state === "DECIDED" ? html`<${Fact} name=${t("quality.field.appeal_until")}>${fault.appeal_until}</${Fact}>` : null}</dl>
      <ol class="steps">${fault.steps.map((s) => html`<li key=${s.hash}><b>${pair(s, "kind")}</b>${pair(s, "what") ? ` · ${pair(s, "what")}` : ""} <span class="small">${s.by?.name || t("common.system")} ${fullOf(s.at)}</span>${s.words ? html`<p>${s.words}</p>` : null}</li>`)}</ol>
      <div class="row-of-buttons">
        ${fault.may_decide ? html`<${Button} kind="secondary small" busy=${busy.decide_fault} onPress=${() => ask("decide")}>${t("quality.act.decide_fault")}</${Button}>` : null}
        ${fault.may_appeal ? html`<${Button} kind="secondary small" busy=${busy.appeal_fault} onPress=${() => ask("appeal")}>${t("quality.act.appeal_fault")}</${Button}>` : null}
        ${fault.may_decide_appeal ? html`<${Button} kind="secondary small" busy=${busy.decide_appeal} onPress=${() => ask("judge")}>${t("quality.act.decide_appeal")}</${Button}>` : null}
      </div>
      ${asking === "decide" ? html`<${ChoiceAsk} act="decide_fault" body=${{ fault_id: fault.fault_id }} field="decision" options=${choices.decisions} onClose=${close} />` : null}
      ${asking === "appeal" ? html`<${WordsAsk} act="appeal_fault" body=${{ fault_id: fault.fault_id }} onClose=${close} />` : null}
      ${asking === "judge" ? html`<${AppealAsk} fault=${fault} decisions=${choices.decisions} onClose=${close} />` : null}
    </article>`;
}
