/* The call after every delivery: whom to call today, what to say, what was said. Never a question for a document's number or a code. */

import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { useDesk, useView } from "../hooks.js";
import { c, ComplaintDialog, FeedbackButton, Spoken, Telephone } from "../parts/aftercare.js";
import { ActionBar } from "../shell.js";
import { pair, t } from "../texts.js";
import { fullOf } from "../time.js";
import { Button, Fact, Nothing, Radios, Section, Trouble } from "../ui.js";

const EMPTY = { result: "", words: "", suggestion: "" };

export function CallBackPost() {
  const { board, run, busy, round } = useDesk();
  const [caseId, setCaseId] = useState(null);
  const [form, setForm] = useState(EMPTY);
  const [telling, tell] = useState(null);
  const [done, setDone] = useState("");
  const rows = board.lists.to_call_back || [];
  const open = rows.find((row) => row.case_id === caseId) || null;
  const view = useView(open ? "call_back" : null, { case_id: caseId }, `${open?.rev ?? 0}/${round}`);
  const item = view.data?.call || null;
  const next = rows.find((row) => !row.why_not && row.case_id !== caseId);
  function choose(id) {
    setCaseId(id);
    setForm(EMPTY);
    setDone("");
    document.getElementById("work")?.focus();
  }
  const needsWords = form.result === "DISSATISFIED";
  const why = item && !item.may ? pair(item.why_not, "message") : !form.result ? c("call.result_first") : needsWords && !form.words.trim() ? c("call.words_first") : "";
  async function record() {
    const said = await run("record_call", { case_id: caseId, result: form.result, words: form.words.trim(), suggestion: form.suggestion.trim() }, { scene: `${caseId}/${item.attempts.length}` });
    if (!said) return;
    setForm(EMPTY);
    setDone([said.closed ? c("call.closed") : c("call.recorded", { attempt: said.attempt }), said.complaint_no ? c("call.complaint", { no: said.complaint_no }) : "", said.suggestion_no ? c("call.suggestion", { no: said.suggestion_no }) : ""].filter(Boolean).join(" "));
  }
  return html`
    <div class="desk with-rail">
      <nav class="rail" aria-label=${c("call.list")}>
        <div class="rail-head"><h2>${c("call.list")}</h2><span class="count">${rows.length}</span></div>
        <section class="work-group">${rows.length ? html`<ul>${rows.map((row) => html`<li key=${row.case_id}><button type="button" class=${`work ${row.case_id === caseId ? "open" : ""} ${row.level}`} aria-current=${row.case_id === caseId ? "true" : undefined} onClick=${() => choose(row.case_id)}>
          <span class="line"><b class="number">${row.number || row.case_no}</b>${row.level === "over" || row.level === "amber" ? html`<span class=${`mark ${row.level === "over" ? "bad" : "odd"}`}><span aria-hidden="true">${row.level === "over" ? "✕" : "!"}</span> ${c(`call.${row.level}`)}</span>` : null}</span>
          <span class="line"><span class="name">${pair(row, "type_name")}</span></span><span class="line small">${pair(row, "note")}</span>
          ${row.why_not ? html`<span class="line small">– ${pair(row.why_not, "message")}</span>` : null}</button></li>`)}</ul>` : html`<p class="small empty">${c("call.none")}</p>`}</section>
        <section class="work-group"><h3>${c("call.to_tell")} <span class="count">${(board.lists.to_tell || []).length}</span></h3>
          ${(board.lists.to_tell || []).length ? html`<ul>${board.lists.to_tell.map((row) => html`<li key=${row.complaint_id}><button type="button" class="work" onClick=${() => tell(row.complaint_id)}><span class="line"><b>${row.number}</b></span><span class="line small">${pair(row, "note")}</span></button></li>`)}</ul>` : html`<p class="small empty">${t("list.empty")}</p>`}</section>
      </nav>
      <div class="middle">
        <${Trouble} problem=${view.problem} />
        ${done ? html`<p class="band" role="status">${done}</p>` : null}
        ${item ? html`<${Call} item=${item} form=${form} setForm=${(more) => setForm({ ...form, ...more })} />` : open ? html`<p class="nothing" role="status">${t("common.loading")}</p>` : html`<${Nothing}>${rows.length ? c("call.choose") : c("call.none")}</${Nothing}><${Figures} />`}
      </div>
    </div>
    <${ActionBar} others=${html`<${FeedbackButton} />`} note=${item ? html`<${Button} kind="quiet" onPress=${() => choose(null)}>${c("call.back")}</${Button}>` : null}
      primary=${item ? html`<${Button} cmd="primary" kind="primary" busy=${busy.record_call} off=${Boolean(why)} why=${why} onPress=${record} onOff=${() => document.querySelector("#call input, #call textarea")?.focus()}>${c("call.record")}</${Button}>`
        : html`<${Button} cmd="primary" kind="primary" off=${!next} why=${c("call.none_now")} onPress=${() => choose(next.case_id)}>${c("call.next")}</${Button}>`} />
    ${telling ? html`<${ComplaintDialog} id=${telling} onClose=${() => tell(null)} />` : null}`;
}

function Call({ item, form, setForm }) {
  const left = item.attempts_max - item.attempts.length;
  return html`
    <div class="strip"><div class="strip-number">${item.number}</div><div class="strip-what"><h2>${pair(item.type, "name")}</h2>
      <div class="small">${item.case_no} · ${c("call.delivered", { at: fullOf(item.delivered_at) })} · ${c("call.due", { day: item.due_on })}</div>
      <div><span class="chip">${c("call.tries", { made: item.attempts.length, max: item.attempts_max })}</span>${item.rating ? html` <span class="chip">${c("call.rated", { score: item.rating })}</span>` : null}</div></div></div>
    ${item.may ? null : html`<p class="band amber" role="status"><b>${pair(item.why_not, "message")}</b></p>`}
    <div class="columns"><div class="col main-col">
      <${Section} id="script" title=${c("call.script")} note=${c("call.never")}><ol class="script">${item.script.map((line, i) => html`<li key=${i}>${pair(line, "line")}</li>`)}</ol></${Section}>
      ${item.may ? html`<${Section} id="call" title=${c("call.result")}>
        <${Radios} legend=${c("call.result_of")} name="result" required=${true} path="result" value=${form.result} onChange=${(result) => setForm({ result })} options=${item.results.map((r) => ({ value: r.code, label: pair(r, "label"), note: r.code === "UNREACHABLE" ? (left > 1 ? c("call.left", { left: left - 1 }) : c("call.last")) : r.code === "DISSATISFIED" ? c("call.opens") : "" }))} />
        <${Spoken} path="words" label=${c("call.words")} hint=${c("call.words_hint")} required=${form.result === "DISSATISFIED"} value=${form.words} onInput=${(words) => setForm({ words })} />
        <${Spoken} path="suggestion" label=${c("call.suggestion_words")} lines=${2} value=${form.suggestion} onInput=${(suggestion) => setForm({ suggestion })} /></${Section}>` : null}
    </div><div class="col side-col">
      <${Section} id="people" title=${c("call.people")}><dl class="facts">${item.people.map((p) => html`<${Fact} key=${p.party_id} name=${html`${pair(p, "role")}${p.agent ? ` (${c("call.agent")})` : ""}`}><b>${p.name}</b> ${p.collected ? html`<span class="chip">${c("call.collected")}</span>` : null}<div><${Telephone} key=${`${item.case_id}/${p.party_id}`} refs=${{ case_id: item.case_id }} partyId=${p.party_id} what=${p.what} masked=${p.phone_masked} /></div></${Fact}>`)}</dl></${Section}>
      <${Section} id="attempts" title=${c("call.attempts")}>${item.attempts.length ? html`<ol class="plain">${item.attempts.map((a) => html`<li key=${a.at}><b>${pair(a, "result")}</b> <span class="small">${fullOf(a.at)} ${a.by?.name}</span>${a.words ? html`<div class="said">${a.words}</div>` : null}</li>`)}</ol>` : html`<p class="small">${c("call.no_attempts")}</p>`}</${Section}>
    </div></div>`;
}

/** The month, with those who were not reached in the denominator. */
export function Figures() {
  const { round, board } = useDesk();
  const { data } = useView("aftercare", {}, `${round}/${(board.lists.to_call_back || []).length}`);
  if (!data) return null;
  const percent = (value) => (value == null ? "–" : `${value} %`);
  return html`
    <section class="card" id="month"><h2>${c("month.title", { month: data.month })}</h2>
      <dl class="facts">
        <${Fact} name=${c("month.calls")}>${c("month.share", { good: data.calls.good, answered: data.calls.answered, percent: percent(data.calls.percent) })}<div class="small">${data.calls.percent == null ? "" : c("month.interval", { low: data.calls.low, high: data.calls.high })} ${c("month.response", { answered: data.calls.answered, asked: data.calls.asked, percent: percent(data.calls.response_percent) })}</div>
          <div>${data.calls.results.map((r) => html`<span class="chip" key=${r.code}>${pair(r, "label")} ${r.count}</span> `)}</div></${Fact}>
        <${Fact} name=${c("month.ratings")}>${c("month.share", { good: data.ratings.good, answered: data.ratings.answered, percent: percent(data.ratings.percent) })}<div class="small">${c("month.response", { answered: data.ratings.answered, asked: data.ratings.asked, percent: percent(data.ratings.response_percent) })}</div></${Fact}>
        <${Fact} name=${c("month.complaints")}>${c("month.complaints_line", data.complaints)}</${Fact}>
        <${Fact} name=${c("month.suggestions")}>${c("month.suggestions_line", data.suggestions)}</${Fact}>
      </dl></section>`;
}
