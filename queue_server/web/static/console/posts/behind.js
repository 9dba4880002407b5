/* The posts behind the window: certificates, cashier, delivery, tax. Each is a list of cases and a few things to compare, enter or sign. */

import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { useDesk, useView } from "../hooks.js";
import { CertificateSheet } from "../print/certificate_sheet.js";
import { Standing } from "../parts/case_file.js";
import { money } from "../parts/fields.js";
import { HomeCounter } from "../parts/home.js";
import { PartyCard } from "../parts/parties.js";
import { CasePost } from "../parts/worklist.js";
import { SignaturePad } from "../signature_pad.js";
import { pair, t } from "../texts.js";
import { fullOf } from "../time.js";
import { Choices, Control, Dialog, Fact, Nothing, Radios, Section, Tick } from "../ui.js";

const seatQuery = () => `seat=${encodeURIComponent(document.documentElement.dataset.seat)}`;
const pagesRight = (value) => /^[1-9]\d{0,3}$/.test(value || "");

/* --- certificates --- */

export function CertificatePost() {
  const bodyOf = (name, item, form) => {
    if (name === "receive_file") return { case_id: item.case_id, pages: Number(form.pages) };
    if (name === "certify") return { case_id: item.case_id, blank_serials: serialsOf(item, form) };
    return { case_id: item.case_id };
  };
  const missingFor = (name, item, form) => {
    if (name === "receive_file" && !pagesRight(form.pages)) return t("custody.count_needed");
    if (name === "certify" && !serialsOf(item, form).every(Boolean)) return t("certify.serial_needed");
    return "";
  };
  const onOff = (name) => document.querySelector(name === "receive_file" ? "#receive input" : "#blank input")?.focus();
  return html`<${CasePost} names=${["to_receive", "to_certify"]} panel=${CertificatePanel} bodyOf=${bodyOf} missingFor=${missingFor} onOff=${onOff} dialogs=${{ spoil_blank: SpoilDialog }} />`;
}

function CertificatePanel({ item, form, setForm }) {
  const arriving = item.state === "REGISTERED" || (item.custody && !item.custody.received_at);
  return html`
    <div class="columns">
      <div class="col main-col">
        <${Standing} item=${item} />
        ${arriving ? html`
          <${Section} id="receive" title=${t("receive.title")}>
            <p>${t("receive.lead", { name: item.custody?.handed_by?.name || "" })}</p>
            <${Control} label=${t("receive.pages")} required=${true} hint=${t("receive.hint")}>${(a) => html`<input ...${a} class="num" inputmode="numeric" maxlength="4" value=${form.pages || ""} onInput=${(e) => setForm({ pages: e.currentTarget.value.replace(/\D/g, "") })} />`}</${Control}>
          </${Section}>` : html`<${Preview} item=${item} />`}
      </div>
      <div class="col side-col">
        ${arriving ? null : html`<${Blank} item=${item} form=${form} setForm=${setForm} />`}
        <${Section} id="custody" title=${t("custody.chain")}><${Custody} item=${item} /></${Section}>
        <${Section} id="spoiled" title=${t("certify.spoiled")}>${item.spoiled.length ? html`<ul class="plain">${item.spoiled.map((s) => html`<li key=${s.blank_serial}><b>${s.blank_serial}</b> ${pair(s, "reason")} <span class="small">${fullOf(s.at)} ${s.by_name || ""} / ${s.second_name || ""}</span></li>`)}</ul>` : html`<p class="small">${t("certify.no_spoiled")}</p>`}</${Section}>
      </div>
    </div>`;
}

/** One blank for each copy of each certificate, in the order in which they are printed. */
function serialsOf(item, form) {
  const copies = Number(item.fields.find((f) => f.key === "certificate_copies")?.value) || 1;
  const count = Math.max(1, item.certificates.length) * Math.max(1, copies);
  return Array.from({ length: count }, (_, at) => (form.serials?.[at] || "").trim());
}

/** The certificate as the register gives it, before and after it is printed. */
function Preview({ item }) {
  const view = useView("certificate", { case_id: item.case_id }, item.rev);
  return html`
    <${Section} id="preview" title=${t("certify.preview")} note=${t("certify.from_register")}>
      ${view.data ? html`<div class="sheet-frame" role="region" aria-label=${t("certify.scroll")} tabindex="0">${(view.data.certificates || [view.data.certificate]).map((c) => html`<${CertificateSheet} key=${c.certificate_no} certificate=${c} small=${true} />`)}</div>`
        : view.problem ? html`<p class="error">${view.problem.message}</p>` : html`<p class="small">${t("common.loading")}</p>`}
    </${Section}>`;
}

/** Scan the number on each blank, certify, then print on it. A scanner ends with Enter: that moves on, it does not press. */
function Blank({ item, form, setForm }) {
  const first = useRef(null);
  const { problem } = useDesk();
  useEffect(() => { if (item.state === "ARCHIVE_HANDED") first.current?.focus(); }, [item.case_id, item.state]);
  const done = item.certificates.length > 0 && item.certificates.every((c) => c.state === "PRINTED" || c.state === "DELIVERED");
  const serials = serialsOf(item, form);
  const error = problem?.field === "blank_serial" ? problem.message : "";
  function scanned(event) {
    if (event.key !== "Enter" || event.repeat || !event.currentTarget.value.trim()) return;
    event.preventDefault();
    const fields = [...document.querySelectorAll("#blank input")];
    (fields[fields.indexOf(event.currentTarget) + 1] || document.querySelector("footer [data-primary]"))?.focus();
  }
  const print = html`<p><a class="button secondary" href=${`/print/certificate/${encodeURIComponent(item.case_id)}?${seatQuery()}`} target="_blank" rel="noopener">${t("certify.print")}</a></p>`;
  if (done) {
    return html`
      <${Section} id="blank" title=${t("certify.blank")} done=${true}><p role="status">${t("certify.print_after")}</p>${print}
        <ul class="plain">${item.certificates.map((c) => html`<li key=${c.certificate_no}><b>${c.certificate_no}</b><div>${t("certify.serial")} <b>${c.blank_serial}</b></div></li>`)}</ul></${Section}>`;
  }
  return html`
    <${Section} id="blank" title=${t("certify.blank")} done=${serials.every(Boolean)}>
      ${serials.map((serial, at) => html`
        <${Control} key=${at} label=${serials.length > 1 ? `${t("certify.serial")} · ${t("certify.copies", { no: at + 1 })}` : t("certify.serial")} required=${true} hint=${at ? "" : t("certify.serial_hint")}
          path=${at ? undefined : "blank_serial"} error=${at ? "" : error}>${(a) => html`<input ...${a} ref=${at ? undefined : first} maxlength="24" spellcheck="false" value=${form.serials?.[at] || ""} onKeyDown=${scanned}
          onInput=${(e) => { const next = [...serials]; next[at] = e.currentTarget.value; setForm({ serials: next }); }} />`}</${Control}>`)}
      <p class="small">${t("certify.print_specimen")}</p>
    </${Section}>`;
}

function Custody({ item }) {
  if (!item.custody) return html`<p class="small">${t("custody.not_yet")}</p>`;
  return html`<dl class="facts">
    <${Fact} name=${t("custody.handed")}>${item.custody.handed_by?.name} <span class="small">${fullOf(item.custody.handed_at)}</span></${Fact}>
    ${item.custody.received_at ? html`<${Fact} name=${t("custody.received")}>${item.custody.received_by?.name} <span class="small">${fullOf(item.custody.received_at)}</span></${Fact}>
      <${Fact} name=${t("custody.pages_agreed")}>${item.custody.received_pages}</${Fact}>` : null}</dl>`;
}

function SpoilDialog({ item, refs, onClose }) {
  const { run, busy } = useDesk();
  const [serial, setSerial] = useState(item.certificates.find((c) => c.blank_serial)?.blank_serial || "");
  const [reason, setReason] = useState("");
  const [second, setSecond] = useState("");
  const [password, setPassword] = useState("");
  const ready = serial.trim() && reason && second.trim() && password;
  async function send() {
    const said = await run("spoil_blank", { ...refs, blank_serial: serial.trim(), reason, second_staff_no: second.trim(), second_password: password }, { done: t("done.spoil_blank") });
    setPassword("");
    if (said) onClose();
  }
  return html`
    <${Dialog} title=${t("act.spoil_blank")} onClose=${onClose}>
      <p>${t("spoil.lead")}</p>
      <${Control} label=${t("certify.serial")} required=${true}>${(a) => html`<input ...${a} data-first="" value=${serial} maxlength="24" onInput=${(e) => setSerial(e.currentTarget.value)} />`}</${Control}>
      <${Radios} legend=${t("common.reason")} name="spoil" required=${true} options=${item.choices.spoil_reasons.map((r) => ({ value: r.code, label: pair(r, "label") }))} value=${reason} onChange=${setReason} />
      <div class="grid two"><${Control} label=${t("spoil.second_no")} required=${true}>${(a) => html`<input ...${a} inputmode="numeric" value=${second} onInput=${(e) => setSecond(e.currentTarget.value)} />`}</${Control}>
        <${Control} label=${t("spoil.second_password")} required=${true}>${(a) => html`<input ...${a} type="password" autocomplete="off" value=${password} onInput=${(e) => setPassword(e.currentTarget.value)} />`}</${Control}></div>
      <${Choices} confirm=${t("act.spoil_blank")} danger=${true} busy=${busy.spoil_blank} off=${!ready} why=${t("common.fill_all")} onConfirm=${send} onCancel=${onClose} />
    </${Dialog}>`;
}

/* --- cashier --- */

export function CashierPost() {
  const bodyOf = (name, item, form) => ({ case_id: item.case_id, means: form.waiver ? "" : form.means, waiver: form.waiver || null });
  const missingFor = (name, item, form) => (name === "take_fee" && !form.means && !form.waiver ? t("fee.means_needed") : "");
  const slipOf = (name, item, said) => (name === "take_fee" && said.job_id ? { title: t("fee.receipt_title"), lead: t("fee.receipt_lead", { no: said.receipt_no }), jobId: said.job_id, number: item.number } : null);
  return html`<${CasePost} names=${["to_charge"]} panel=${CashierPanel} bodyOf=${bodyOf} missingFor=${missingFor} slipOf=${slipOf} onOff=${() => document.querySelector("#fee input")?.focus()} />`;
}

function CashierPanel({ item, form, setForm }) {
  const fee = item.fee;
  if (!fee || fee.state === "NONE") return html`<${Nothing}>${t("fee.none")}</${Nothing}>`;
  return html`
    <div class="columns"><div class="col main-col">
      <${Section} id="fee" title=${t("fee.title")} done=${fee.state !== "OPEN"}>
        <table class="lines fee"><caption class="visually-hidden">${t("fee.title")}</caption>
          <thead><tr><th scope="col">${t("fee.line")}</th><th scope="col" class="num">${t("fee.unit")}</th><th scope="col" class="num">${t("fee.quantity")}</th><th scope="col" class="num">${t("fee.amount")}</th></tr></thead>
          <tbody>${fee.lines.map((l) => html`<tr key=${l.code}><th scope="row">${pair(l, "label")}${l.waived ? html` <span class="chip odd">${t("fee.waived")} ${pair(l, "waiver")}</span>` : null}</th>
            <td class="num">${money(l.unit_yuan)}</td><td class="num">${l.quantity}</td><td class="num">${money(l.amount_yuan)}</td></tr>`)}</tbody>
          <tfoot><tr><th scope="row" colspan="3">${t("fee.total")} · ${pair(fee, "payer")}</th><td class="num total">${money(form.waiver ? 0 : fee.due_yuan)} ${t("common.yuan")}</td></tr></tfoot></table>
        ${fee.state === "OPEN" ? html`
          <${Radios} legend=${t("fee.means")} name="means" required=${!form.waiver} options=${item.choices.means.map((m) => ({ value: m.code, label: pair(m, "label") }))} value=${form.means} onChange=${(means) => setForm({ means, waiver: "" })} />
          <${Control} label=${t("fee.waiver")} hint=${t("fee.waiver_hint")}>${(a) => html`<select ...${a} value=${form.waiver || ""} onChange=${(e) => setForm({ waiver: e.currentTarget.value, means: e.currentTarget.value ? "" : form.means })}>
            <option value="">${t("fee.no_waiver")}</option>${item.choices.waivers.map((w) => html`<option value=${w.code}>${pair(w, "label")}</option>`)}</select>`}</${Control}>`
        : html`<p class="mark fine">✓ ${t("fee.paid", { no: fee.receipt_no, when: fullOf(fee.paid_at) })}</p>`}
      </${Section}></div>
      <div class="col side-col"><${Section} id="to-whom" title=${t("fee.who")}><dl class="facts"><${Fact} name=${t("fee.payer")}>${pair(fee, "payer")}</${Fact}>
        <${Fact} name=${t("case.certificates")}>${item.certificates.map((c) => html`<div key=${c.certificate_no}>${c.certificate_no}</div>`)}</${Fact}></dl></${Section}></div>
    </div>`;
}

/* --- delivery --- */

export function IssuerPost({ start = null, onLeave = null, leave } = {}) {
  const bodyOf = (name, item, form) => {
    if (name !== "deliver") return { case_id: item.case_id };
    return {
      case_id: item.case_id, recipient_party_id: form.recipient, by_agent: form.through === "AGENT", poa_seen: Boolean(form.poa), id_checked: Boolean(form.checked),
      signature: form.kind === "PAPER" ? { kind: "PAPER", reference: (form.reference || "").trim() } : { kind: "IMAGE", png: form.png },
    };
  };
  const missingFor = (name, item, form) => {
    if (name !== "deliver") return "";
    if (!form.recipient) return t("deliver.missing.recipient");
    if (!form.checked) return t("deliver.missing.identity");
    if (form.through === "AGENT" && !form.poa) return t("deliver.missing.poa");
    if (form.kind === "PAPER" ? !(form.reference || "").trim() : !form.png) return t("deliver.missing.signature");
    return "";
  };
  const onOff = (name, item, form) => document.querySelector(!form.recipient ? "#recipient input" : !form.checked ? "#identity input" : "#signature canvas, #signature input")?.focus();
  return html`<${CasePost} names=${["to_deliver"]} panel=${IssuerPanel} bodyOf=${bodyOf} missingFor=${missingFor} onOff=${onOff} start=${start} onLeave=${onLeave} leave=${leave} before=${onLeave ? null : html`<${HomeCounter} />`} />`;
}

function IssuerPanel({ item, refs, form, setForm }) {
  if (item.delivery) {
    return html`<${Section} id="delivered" title=${t("deliver.done_title")} done=${true}><p>${t("deliver.done", { name: item.delivery.recipient, when: fullOf(item.delivery.at) })}</p></${Section}>`;
  }
  const options = item.recipients.flatMap((r) => [
    { value: `${r.party_id}/SELF`, label: `${r.name} · ${pair(r, "role")}` },
    ...(r.through_agent ? [{ value: `${r.party_id}/AGENT`, label: t("deliver.agent_of", { agent: r.through_agent.name, name: r.name }) }] : []),
  ]);
  const party = item.parties.find((p) => p.party_id === form.recipient);
  const unpaid = item.fee?.state === "OPEN";
  return html`
    <div class="columns"><div class="col main-col">
      ${unpaid ? html`<div class="card standing odd"><p><b>${t("deliver.unpaid")}</b></p></div>` : null}
      <${Section} id="recipient" no="1" title=${t("deliver.recipient")} done=${Boolean(form.recipient)}>
        <${Radios} legend=${t("deliver.who")} name="recipient" required=${true} options=${options} value=${form.recipient ? `${form.recipient}/${form.through}` : ""}
          onChange=${(value) => { const [recipient, through] = value.split("/"); setForm({ recipient, through, checked: false, poa: false }); }} /></${Section}>
      <${Section} id="identity" no="2" title=${t("deliver.identity")} done=${Boolean(form.checked && (form.through !== "AGENT" || form.poa))}>
        ${party ? html`<${PartyCard} party=${party} refs=${refs} reasons=${item.choices.reveal_reasons} acts=${item.acts} />` : html`<p class="small">${t("deliver.choose_first")}</p>`}
        <${Tick} label=${t("deliver.checked")} note=${t("deliver.checked_note")} checked=${Boolean(form.checked)} onChange=${(checked) => setForm({ checked })} />
        ${form.through === "AGENT" ? html`<${Tick} label=${t("deliver.poa")} checked=${Boolean(form.poa)} onChange=${(poa) => setForm({ poa })} />` : null}</${Section}>
      <${Section} id="signature" no="3" title=${t("deliver.signature")} done=${Boolean(form.kind === "PAPER" ? (form.reference || "").trim() : form.png)}>
        <${Radios} legend=${t("deliver.how_signed")} name="kind" small=${true} options=${[{ value: "IMAGE", label: t("deliver.on_pad") }, { value: "PAPER", label: t("deliver.on_paper") }]} value=${form.kind || "IMAGE"} onChange=${(kind) => setForm({ kind })} />
        ${form.kind === "PAPER" ? html`<${Control} label=${t("deliver.reference")} required=${true} hint=${t("deliver.reference_hint")}>${(a) => html`<input ...${a} maxlength="60" value=${form.reference || ""} onInput=${(e) => setForm({ reference: e.currentTarget.value })} />`}</${Control}>`
          : html`<${SignaturePad} key=${item.case_id} onChange=${(png) => setForm({ png })} />`}</${Section}>
    </div><div class="col side-col">
      <${Section} id="hand-out" title=${t("deliver.hand_out")}>
        ${item.certificates.length ? html`<ul class="plain">${item.certificates.map((c) => html`<li key=${c.certificate_no}><b>${pair(c, "kind")}</b><div>${c.certificate_no}</div><div class="small">${t("certify.serial")} ${c.blank_serial || "–"} · ${c.holder}</div></li>`)}</ul>` : html`<p>${t("deliver.no_certificate")}</p>`}</${Section}>
      ${item.taken_back.length ? html`<${Section} id="taken-back" title=${t("deliver.taken_back")}><ul class="plain">${item.taken_back.map((d) => html`<li key=${d.name_zh}>${pair(d, "name")}</li>`)}</ul></${Section}>` : null}
      <${Section} id="paid" title=${t("fee.title")}><p>${item.fee ? t(`fee.state.${item.fee.state}`) : t("fee.none")} ${item.fee?.receipt_no || ""}</p></${Section}>
    </div></div>`;
}

/* --- tax --- */

/** What the tax office said, as it is entered: also at a window that takes the tax papers itself. */
export const taxBody = (name, item, form) => ({ case_id: item.case_id, state: form.state, voucher_no: (form.voucher || "").trim() });
export const taxMissing = (name, item, form) => (name !== "set_tax" ? "" : !form.state ? t("tax.state_needed") : form.state !== "PENDING" && !(form.voucher || "").trim() ? t("tax.voucher_needed") : "");
export const toTax = () => document.querySelector("#tax input")?.focus();

export function TaxEntry({ item, form, setForm }) {
  return html`
    <${Section} id="tax" title=${t("tax.title")}>
      <p>${t("tax.lead")}</p>
      <${Radios} legend=${t("tax.state")} name="tax" required=${true} options=${["CLEARED", "EXEMPT", "PENDING"].map((s) => ({ value: s, label: t(`tax.${s}`) }))} value=${form.state} onChange=${(state) => setForm({ state })} />
      <${Control} label=${t("tax.voucher")} required=${form.state !== "PENDING"}>${(a) => html`<input ...${a} maxlength="60" value=${form.voucher || ""} onInput=${(e) => setForm({ voucher: e.currentTarget.value })} />`}</${Control}>
      <p class="small">${t("tax.now", { state: t(`tax.${item.tax?.state || "PENDING"}`), no: item.tax?.voucher_no || "–" })}</p></${Section}>`;
}

export function TaxPost() {
  return html`<${CasePost} names=${["to_tax"]} panel=${TaxPanel} bodyOf=${taxBody} missingFor=${taxMissing} onOff=${toTax} />`;
}

function TaxPanel({ item, form, setForm }) {
  return html`
    <div class="columns"><div class="col main-col">
      <${TaxEntry} item=${item} form=${form} setForm=${setForm} />
    </div><div class="col side-col">
      <${Section} id="parties" title=${t("case.parties")}>${item.parties.map((p) => html`<p key=${p.party_id}><b>${p.name}</b> <span class="chip">${pair(p, "role")}</span></p>`)}</${Section}>
    </div></div>`;
}
