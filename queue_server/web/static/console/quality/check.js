/* One check: the whole case file on the left, the items on the right, and the record once it is made. */

import { html } from "htm/preact";

import { useDesk } from "../hooks.js";
import { Words } from "../parts/dialogs.js";
import { DocumentList } from "../parts/documents.js";
import { FieldList, InquiryList, money } from "../parts/fields.js";
import { Signatures } from "../parts/paper.js";
import { PartyCard } from "../parts/parties.js";
import { UnitFacts } from "../parts/register.js";
import { pair, t } from "../texts.js";
import { fullOf, whenOf } from "../time.js";
import { Control, Fact, Nothing, Radios, Section } from "../ui.js";
import { FindingCard } from "./findings.js";

const GRADES = ["MINOR", "MAJOR", "CRITICAL"];
const answerOf = (form, item) => form[item.item] || {};

function done(check, item, form) {
  const one = answerOf(form, item);
  if (one.answer !== "FAULT") return Boolean(one.answer);
  const task = one.grade === "MAJOR" || one.grade === "CRITICAL";
  return Boolean(one.grade && one.words?.trim() && (one.act_seq || item.usual_seq) && (!task || one.remedy?.trim()) && daysOf(check, one) !== null);
}

function daysOf(check, one) {
  const text = String(one.days ?? check.days[one.grade] ?? check.days.MAJOR);
  return /^[1-9]\d?$/.test(text) && Number(text) <= 60 ? Number(text) : null;
}

export const openItems = (check, form) => check.items.filter((item) => !done(check, item, form)).length;
export const complete = (check, form) => openItems(check, form) === 0;

/** The body of the act, as the server wants it. */
export function payloadOf(check, form) {
  const answers = Object.fromEntries(check.items.map((item) => [item.item, answerOf(form, item).answer]));
  const findings = check.items.filter((item) => answers[item.item] === "FAULT").map((item) => {
    const one = answerOf(form, item);
    const remedy = (one.remedy || "").trim();
    return { item: item.item, grade: one.grade, words: one.words.trim(), act_seq: Number(one.act_seq || item.usual_seq), remedy, days: remedy ? daysOf(check, one) : null };
  });
  return { check_id: check.check_id, answers, findings, remark: (form.remark || "").trim() };
}

export function CheckPage({ check, form, setForm, seat }) {
  return html`
    <${CheckStrip} check=${check} />
    <div class="columns check-columns">
      <div class="col main-col"><${CaseFile} item=${check.case} check=${check} seat=${seat} /></div>
      <div class="col side-col" key=${check.record ? "record" : "items"}>${check.record ? html`<${Record} check=${check} seat=${seat} />` : html`<${Items} check=${check} form=${form} setForm=${setForm} />`}</div>
    </div>`;
}

function CheckStrip({ check }) {
  return html`
    <div class="strip">
      <div class="strip-number">${check.case_no}</div>
      <div class="strip-what"><h2>${pair(check.type, "name")}</h2>
        <div class="small">${pair(check, "sample")} ${check.period} · ${pair(check, "decided")} ${fullOf(check.decided_at)} · ${pair(check, "window_label")}</div>
        <div><span class="chip">${pair(check, "pick")}</span>${check.reasons.map((r) => html` <span key=${r.code} class="chip odd">${pair(r, "label")}</span>`)}
          ${check.stand_in ? html` <span class="chip">${t("quality.page.stand_in")}</span>` : null} <span class="small">${check.checker ? t("quality.page.checker", { name: check.checker.name }) : t("quality.page.no_checker")}</span></div></div>
      <div class=${`clock ${check.level}`}><div class="small">${t("quality.page.due_title")}</div><div class="words"><b>${check.due_on}</b></div>
        <div class="small">${t("quality.page.visits", { count: check.visits })}</div></div>
    </div>`;
}

function CaseFile({ item, check, seat }) {
  const print = (kind, id) => `/print/${kind}/${encodeURIComponent(id)}?seat=${encodeURIComponent(seat)}`;
  return html`
    <${Section} id="signatures" title=${t("signature.title")}><${Signatures} signatures=${item.signatures} /></${Section}>
    <${Section} id="parties" title=${t("case.parties")}><div class="party-grid">${item.parties.map((p) => html`<${PartyCard} key=${p.party_id} party=${p} refs=${{ case_id: item.case_id }} reasons=${[]} acts=${[]} />`)}</div></${Section}>
    <${Section} id="documents" title=${t("case.documents")}><${DocumentList} documents=${item.documents} total=${item.pages_total} /></${Section}>
    <${Section} id="inquiry" title=${t("case.inquiry")}><${InquiryList} inquiry=${item.inquiry} /></${Section}>
    <${Section} id="form" title=${t("case.application")}><${FieldList} fields=${item.fields} /></${Section}>
    <${Section} id="register" title=${t("case.register")}>
      <${UnitFacts} unit=${item.unit} />
      ${item.register_entry ? html`<dl class="facts three"><${Fact} name=${t("print.entry")}>${fullOf(item.register_entry.entered_at)} ${item.register_entry.by?.name || ""}</${Fact}>
        <${Fact} name=${t("register.certificate_no")}>${item.register_entry.certificate_numbers.join(" ") || "–"}</${Fact}></dl>` : html`<p class="small">${t("quality.page.not_entered")}</p>`}
      <p class="row-of-buttons">${item.certificates.length ? html`<a class="button secondary small" href=${print("certificate", item.case_id)} target="_blank" rel="noopener">${t("quality.page.certificate")}</a>` : null}
        <a class="button secondary small" href=${print("case", item.case_id)} target="_blank" rel="noopener">${t("case.print")}</a></p>
    </${Section}>
    <${Section} id="fee" title=${t("quality.page.fee_and_time")}>
      <dl class="facts three"><${Fact} name=${t("fee.title")}>${item.fee.due_yuan == null ? "–" : `${money(item.fee.due_yuan)} ${t("common.yuan")}`} ${item.fee.receipt_no || ""}</${Fact}>
        <${Fact} name=${t("clock.title")}>${item.clock?.promise_minutes && check.decided !== "RETURNED" ? `${item.clock.elapsed_minutes} / ${item.clock.promise_minutes} ${t("clock.minutes")}` : "–"}</${Fact}>
        <${Fact} name=${t("quality.page.visits_title")}>${check.visits}</${Fact}></dl>
      ${item.overtime && check.decided !== "RETURNED" ? html`<p class="warn-line"><span aria-hidden="true">!</span> ${t("quality.page.overtime", { minutes: item.overtime.minutes })} ${item.overtime.words || ""}</p>` : null}
      ${item.pauses.length ? html`<ul class="plain">${item.pauses.map((p) => html`<li key=${p.from}>${pair(p, "reason")} ${p.words} · ${whenOf(p.from)} – ${p.until ? whenOf(p.until) : t("common.open")}</li>`)}</ul>` : null}
    </${Section}>`;
}

function Items({ check, form, setForm }) {
  if (!check.may) return html`<div class="card standing odd" role="status"><p><b>${check.why_not ? pair(check.why_not, "message") : t("quality.page.not_yours")}</b></p></div>`;
  const set = (item, more) => setForm({ ...form, [item.item]: { ...answerOf(form, item), ...more } });
  return html`
    <${Section} id="items" title=${t("quality.page.items")} note=${t("quality.page.items_note")}>
      <ol class="check-items">${check.items.map((item) => html`<${Item} key=${item.item} check=${check} item=${item} one=${answerOf(form, item)} set=${(more) => set(item, more)} open=${!done(check, item, form)} />`)}</ol>
      <${Words} label=${t("quality.page.remark")} value=${form.remark || ""} onInput=${(remark) => setForm({ ...form, remark })} />
    </${Section}>`;
}

function Item({ check, item, one, set, open }) {
  const { problem } = useDesk();
  const options = ["OK", "FAULT", ...(item.may_be_missing ? ["NOT_APPLICABLE"] : [])].map((value) => ({ value, label: t(`quality.answer.${value}`) }));
  const task = one.grade === "MAJOR" || one.grade === "CRITICAL";
  return html`
    <li class=${one.answer === "FAULT" ? "nay" : one.answer ? "" : "open"} data-item=${item.item} data-open-item=${open ? "" : undefined}>
      <${Radios} legend=${pair(item, "title")} name=${item.item} small=${true} required=${true} options=${options} value=${one.answer || ""} onChange=${(answer) => set({ answer })} />
      <p class="small">${pair(item, "hint")}</p>
      ${problem?.detail?.item === item.item ? html`<p class="error">${problem.message}</p>` : null}
      ${one.answer === "FAULT" ? html`<div class="fault-form">
        <${Radios} legend=${t("quality.field.grade")} name=${`grade-${item.item}`} small=${true} required=${true} options=${GRADES.map((g) => ({ value: g, label: t(`quality.grade.${g}`) }))} value=${one.grade || ""} onChange=${(grade) => set({ grade })} />
        <${Words} label=${t("quality.field.words")} required=${true} value=${one.words || ""} onInput=${(words) => set({ words })} />
        <${Control} label=${t("quality.field.signer")} required=${true}>${(a) => html`<select ...${a} value=${String(one.act_seq || item.usual_seq || "")} onChange=${(e) => set({ act_seq: e.currentTarget.value })}>
          ${check.signers.map((s) => html`<option key=${s.seq} value=${String(s.seq)}>${pair(s, "act")} · ${s.name} ${s.staff_no}</option>`)}</select>`}</${Control}>
        <${Words} label=${t("quality.field.remedy")} required=${task} value=${one.remedy || ""} onInput=${(remedy) => set({ remedy })} hint=${task ? "" : t("quality.page.remedy_optional")} />
        ${task || one.remedy?.trim() ? html`<${Control} label=${t("quality.field.days")} required=${true} error=${daysOf(check, one) === null ? t("quality.page.days_wrong") : ""}>${(a) => html`<input ...${a} inputmode="numeric" maxlength="2" class="num" value=${String(one.days ?? check.days[one.grade] ?? check.days.MAJOR)} onInput=${(e) => set({ days: e.currentTarget.value.replace(/\D/g, "") })} />`}</${Control}>` : null}
        ${item.item === "REGISTER" ? html`<p class="effect-line runs">${t("quality.page.own_motion")}</p>` : null}
      </div>` : null}
    </li>`;
}

function Record({ check, seat }) {
  const record = check.record;
  return html`
    <${Section} id="record" title=${t("quality.page.record")} note=${`${record.by?.name || ""} ${fullOf(record.at)}`}>
      <p class=${`outcome ${record.result === "PASS" ? "fine" : record.result === "MINOR" ? "odd" : "bad"}`}>${pair(record, "result")}</p>
      <table class="lines"><caption class="visually-hidden">${t("quality.page.record")}</caption>
        <thead><tr><th scope="col">${t("quality.field.item")}</th><th scope="col">${t("quality.field.answer")}</th></tr></thead>
        <tbody>${record.answers.map((a) => html`<tr key=${a.item}><th scope="row">${pair(a, "title")}</th><td><span class=${`mark ${a.answer === "OK" ? "fine" : a.answer === "FAULT" ? "bad" : "odd"}`}>${a.answer === "OK" ? "✓" : a.answer === "FAULT" ? "✕" : "–"} ${pair(a, "answer")}</span></td></tr>`)}</tbody></table>
      ${record.remark ? html`<p>${record.remark}</p>` : null}
      <p><a class="button secondary small" href=${`/print/check_record/${encodeURIComponent(check.check_id)}?seat=${encodeURIComponent(seat)}`} target="_blank" rel="noopener">${t("quality.page.print")}</a></p>
    </${Section}>
    <${Section} id="findings" title=${t("quality.page.findings")}>
      ${record.findings.length ? record.findings.map((f) => html`<${FindingCard} key=${f.finding_id} finding=${f} />`) : html`<${Nothing}>${t("quality.page.no_findings")}</${Nothing}>`}
    </${Section}>`;
}
