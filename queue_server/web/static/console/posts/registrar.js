/* The registrar's post: evidence, every check answered beside the fresh register, opinion, approval, entry, and handing the file over. */

import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";

import { actRow, useDesk } from "../hooks.js";
import { CaseFile } from "../parts/case_file.js";
import { AddPaperDialog, SuspendDialog, RefuseDialog, WordsDialog, Words } from "../parts/dialogs.js";
import { LaneLists } from "../parts/lanes.js";
import { PostsSection } from "../parts/posts_board.js";
import { RotaSection } from "../parts/rota.js";
import { Mutation } from "../parts/register.js";
import { CasePost, mayAct } from "../parts/worklist.js";
import { basisOf, pair, t } from "../texts.js";
import { fullOf, whenOf } from "../time.js";
import { Button, Control, Effect, Fact, Nothing, Section } from "../ui.js";

export const ReturnDialog = ({ item, refs, onClose }) => html`<${RefuseDialog} act="return_file" refs=${refs} reasons=${item.choices.return_reasons} lead=${t("return.lead")} onClose=${onClose} />`;
export const ResumeDialog = ({ item, onClose }) => html`<${WordsDialog} act="resume" field="what_came" body=${{ case_id: item.case_id }} lead=${t("resume.lead")} label=${t("resume.what_came")} onClose=${onClose} />`;
export const ResumeHaltedDialog = ({ item, onClose }) => html`<${WordsDialog} act="resume_halted" body=${{ case_id: item.case_id }} lead=${t("resume_halted.lead")} onClose=${onClose} />`;
export const ReturnHaltedDialog = ({ item, onClose }) => html`<${WordsDialog} act="return_halted" danger=${true} body=${{ case_id: item.case_id }} lead=${t("return_halted.lead")} onClose=${onClose} />`;
const DIALOGS = { add_paper: AddPaperDialog, suspend: SuspendDialog, return_file: ReturnDialog, resume: ResumeDialog, resume_halted: ResumeHaltedDialog, return_halted: ReturnHaltedDialog };

function bodyOf(name, item, form) {
  if (name === "approve") return { case_id: item.case_id, opinion: opinionOf(item, form).trim() };
  if (name === "enter_register") return { case_id: item.case_id, folio_version: item.mutation?.folio_version };
  if (name === "hand_over_file") return { case_id: item.case_id, pages: Number(form.pages) };
  return { case_id: item.case_id };
}

function missingFor(name, item, form) {
  if (name === "approve" && !opinionOf(item, form).trim()) return t("registrar.opinion_needed");
  if (name === "hand_over_file" && !/^[1-9]\d{0,3}$/.test(form.pages || "")) return t("custody.count_needed");
  return "";
}

function opinionOf(item, form) {
  return form.opinion ?? item.opinion?.text ?? "";
}

function toFirstGap(name, item) {
  if (name === "approve") {
    const open = item.checks.find((c) => !c.answer || c.answer.stale);
    const place = open ? document.querySelector(`[data-check="${open.check}"] button`) : document.querySelector("#opinion textarea");
    place?.focus();
  }
  if (name === "hand_over_file") document.querySelector("#handover input")?.focus();
}

export function RegistrarPost() {
  const leads = useDesk().board?.posts?.leads;
  return html`<${CasePost} names=${["to_approve", "to_enter", "to_hand_over", "suspended", "halted"]} panel=${RegistrarPanel} bodyOf=${bodyOf} missingFor=${missingFor} dialogs=${DIALOGS} onOff=${toFirstGap} before=${html`<${LaneLists} quiet=${true} />`}
    resting=${leads ? html`<${Nothing}>${t("list.choose")}</${Nothing}><${PostsSection} /><${RotaSection} />` : null} />`;
}

function RegistrarPanel({ item, refs, form, setForm }) {
  const before = ["ACCEPTED", "APPROVED", "SUSPENDED", "HALTED"].includes(item.state);
  return html`
    <${CaseFile} item=${item} refs=${refs}>
      ${item.state === "APPROVED" && item.mutation ? html`<${Section} id="mutation" title=${t("mutation.title")}><${Mutation} mutation=${item.mutation} /></${Section}>` : null}
      ${item.state === "REGISTERED" ? html`<${HandOver} item=${item} form=${form} setForm=${setForm} />` : null}
      ${before ? html`<${Checks} item=${item} refs=${refs} />` : null}
      ${item.state === "ACCEPTED" ? html`<${Opinion} item=${item} form=${form} setForm=${setForm} />` : null}
    </${CaseFile}>`;
}

function Checks({ item, refs }) {
  const done = item.checks.filter((c) => c.answer && !c.answer.stale).length;
  const may = mayAct(item, "answer_check");
  return html`
    <${Section} id="checks" title=${t("case.checks")} note=${t("checks.progress", { done, all: item.checks.length })} done=${done === item.checks.length}>
      <ol class="checks">${item.checks.map((check) => html`<${Check} key=${check.check} check=${check} refs=${refs} may=${may} />`)}</ol>
    </${Section}>`;
}

function Check({ check, refs, may }) {
  const { run, busy } = useDesk();
  const [remark, setRemark] = useState(check.answer?.remark || "");
  const [open, setOpen] = useState(false);
  useEffect(() => setRemark(check.answer?.remark || ""), [check.answer?.remark]);
  const answered = check.answer && !check.answer.stale;
  async function answer(ok) {
    if (!ok && !remark.trim()) { setOpen(true); setTimeout(() => document.querySelector(`[data-check="${check.check}"] input`)?.focus(), 0); return; }
    const row = document.querySelector(`[data-check="${check.check}"]`);
    if (!(await run("answer_check", { ...refs, check: check.check, ok, remark: remark.trim() }, { scene: String(check.folio_version) }))) return;
    setOpen(false);
    const rest = [...row.parentElement.querySelectorAll('[data-check][data-answered="no"] button[data-act="check_yes"]')].find((b) => !row.contains(b));
    rest?.focus();
  }
  return html`
    <li data-check=${check.check} data-row data-answered=${answered ? "yes" : "no"} class=${answered ? (check.answer.ok ? "yes" : "nay") : "open"}>
      <div class="check-what"><span class="small code">${check.check.split("_")[0]}</span> <b>${pair(check, "name")}</b>
        <p><${Effect} effect=${check.result} /> ${pair(check, "result_text")} <span class="small">${t("checks.looked", { time: whenOf(check.looked_up_at), version: check.folio_version })}${check.basis ? ` · ${basisOf(check)}` : ""}</span></p></div>
      <div class="check-answer">
        ${answered ? html`<span class=${`mark ${check.answer.ok ? "fine" : "bad"}`}>${check.answer.ok ? `✓ ${t("checks.ok")}` : `✕ ${t("checks.not_ok")}`}</span>` : check.answer?.stale ? html`<span class="mark odd">! ${t("checks.stale")}</span>` : null}
        ${may ? html`<div class="pair">
          <${Button} cmd="check_yes" kind="secondary small" label=${t("checks.yes_of", { name: pair(check, "name") })} busy=${busy.answer_check} onPress=${() => answer(true)}>${t("checks.yes")}</${Button}>
          <${Button} cmd="check_no" kind="secondary small" label=${t("checks.no_of", { name: pair(check, "name") })} busy=${busy.answer_check} onPress=${() => answer(false)}>${t("checks.no")}</${Button}></div>` : null}
        ${open || (answered && !check.answer.ok) ? html`<${Control} label=${t("checks.remark")} required=${true}>${(a) => html`<input ...${a} maxlength="300" value=${remark} onInput=${(e) => setRemark(e.currentTarget.value)}
            onKeyDown=${(e) => { if (e.key === "Enter" && !e.repeat) { e.preventDefault(); answer(false); } }} />`}</${Control}>` : null}
        ${check.answer ? html`<span class="small">${check.answer.by_name} ${whenOf(check.answer.at)}${check.answer.remark && !open ? ` · ${check.answer.remark}` : ""}</span>` : null}
      </div>
    </li>`;
}

function Opinion({ item, form, setForm }) {
  const row = actRow(item.acts, "approve");
  if (!row) return null;
  return html`
    <${Section} id="opinion" title=${t("registrar.opinion")} done=${Boolean(opinionOf(item, form).trim())}>
      <${Words} label=${t("registrar.opinion_label")} required=${true} lines=${3} value=${opinionOf(item, form)} onInput=${(opinion) => setForm({ opinion })} />
      <${Button} kind="secondary small" onPress=${() => setForm({ opinion: pair(item, "opinion_suggestion") })}>${t("registrar.use_suggestion")}</${Button}>
      <p class="small">${t("registrar.signature_note")}</p>
    </${Section}>`;
}

function HandOver({ item, form, setForm }) {
  return html`
    <${Section} id="handover" title=${t("custody.title")}>
      <p>${t("custody.lead")}</p>
      <dl class="facts three"><${Fact} name=${t("custody.entered")}>${fullOf(item.register_entry?.entered_at)}</${Fact}>
        <${Fact} name=${t("custody.certificate")}>${(item.register_entry?.certificate_numbers || []).join(" ") || "–"}</${Fact}>
        <${Fact} name=${t("custody.pages_listed")}>${item.pages_total}</${Fact}></dl>
      <${Control} label=${t("custody.pages")} required=${true} hint=${t("custody.pages_hint")}>${(a) => html`<input ...${a} class="num" inputmode="numeric" maxlength="4" value=${form.pages || ""} onInput=${(e) => setForm({ pages: e.currentTarget.value.replace(/\D/g, "") })} />`}</${Control}>
    </${Section}>`;
}
