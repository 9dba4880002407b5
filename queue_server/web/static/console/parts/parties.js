/* The parties of a ticket, case or review: who they are, whether they are here, and their numbers, masked until a reason is given. */

import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";

import { useDesk } from "../hooks.js";
import { pair, t } from "../texts.js";
import { Button, Choices, Control, Dialog, Fact, Radios, Tick } from "../ui.js";

const SHOWN_SECONDS = 30;

/** A masked value that shows itself for half a minute once a reason has been given and recorded. */
export function Masked({ masked, what, party, refs, reasons, allowed, label }) {
  const { run } = useDesk();
  const [asking, ask] = useState(false);
  const [value, setValue] = useState(null);
  useEffect(() => {
    if (!value) return undefined;
    const timer = setTimeout(() => setValue(null), SHOWN_SECONDS * 1000);
    return () => clearTimeout(timer);
  }, [value]);
  if (!masked) return html`<span class="small">${t("common.none")}</span>`;
  async function reveal(reason, words) {
    ask(false);
    const said = await run("reveal_identity", { ...refs, party_id: party.party_id, what, reason, ...(words ? { words } : {}) });
    if (said?.value) setValue(said.value);
  }
  return html`
    <span class="masked"><span class="number">${value || masked}</span>
      ${allowed && !value ? html`<${Button} kind="quiet small" label=${t("party.reveal_of", { what: label, name: party.name })} onPress=${() => ask(true)}>${t("party.reveal")}</${Button}>` : null}
      ${value ? html`<${Button} kind="quiet small" onPress=${() => setValue(null)}>${t("party.hide")}</${Button}>` : null}
      ${asking ? html`<${RevealDialog} label=${label} name=${party.name} reasons=${reasons} onReveal=${reveal} onClose=${() => ask(false)} />` : null}
    </span>`;
}

function RevealDialog({ label, name, reasons, onReveal, onClose }) {
  const [reason, setReason] = useState("");
  const [words, setWords] = useState("");
  const options = [...(reasons || []).map((r) => ({ value: r.code, label: pair(r, "label") })), { value: "OTHER", label: t("party.reveal_other") }];
  const ready = reason && (reason !== "OTHER" || words.trim());
  return html`
    <${Dialog} title=${t("party.reveal_title", { what: label, name })} onClose=${onClose}>
      <p>${t("party.reveal_lead")}</p>
      <${Radios} legend=${t("common.reason")} name="reveal" first=${true} options=${options} value=${reason} onChange=${setReason} required=${true} />
      ${reason === "OTHER" ? html`<${Control} label=${t("common.words")} required=${true}>${(a) => html`<input ...${a} maxlength="200" value=${words} onInput=${(e) => setWords(e.currentTarget.value)} />`}</${Control}>` : null}
      <${Choices} confirm=${t("party.reveal_do")} off=${!ready} why=${t("common.choose_reason")} onConfirm=${() => onReveal(reason, words.trim())} onCancel=${onClose} />
    </${Dialog}>`;
}

export function PartyCard({ party, refs, reasons, acts, presence = false, onCorrect = null }) {
  const { run, busy, problem } = useDesk();
  const may = (name) => acts?.some((row) => row.act === name && row.enabled);
  const reveal = may("reveal_identity");
  const docLabel = pair(party, "document_kind") || t("party.document");
  const wrong = problem?.field?.startsWith(`parties.${party.party_id}`) ? problem.message : "";
  return html`
    <article class=${`party ${party.here ? "" : "absent"}`} data-party=${party.party_id} data-field=${`parties.${party.party_id}`} aria-label=${`${pair(party, "role")} ${party.name}`}>
      <div class="head"><h3>${party.name}</h3><span class="chip">${pair(party, "role")}</span>
        ${party.share ? html`<span class="chip">${t("party.share", { share: party.share })}</span>` : null}
        ${party.age_years != null && party.age_years < 18 ? html`<span class="chip odd">${t("party.minor", { years: party.age_years })}</span>` : null}
        ${party.age_years != null && party.age_years >= 60 && party.disposes ? html`<span class="chip odd">${t("party.elderly", { years: party.age_years })}</span>` : null}
        ${party.source === "CARD" ? html`<span class="chip fine">${t(`party.source.${party.source}`)}</span>` : null}</div>
      <dl class="facts">
        <${Fact} name=${docLabel}><${Masked} masked=${party.document_no_masked} what="document_no" label=${docLabel} party=${party} refs=${refs} reasons=${reasons} allowed=${reveal} /></${Fact}>
        <${Fact} name=${t("party.phone")}><${Masked} masked=${party.phone_masked} what="phone" label=${t("party.phone")} party=${party} refs=${refs} reasons=${reasons} allowed=${reveal} /></${Fact}>
        ${party.agent ? html`<${Fact} name=${t("party.agent")}><b>${party.agent.name}</b> <${Masked} masked=${party.agent.document_no_masked} what="agent_document_no" label=${t("party.agent_document")}
          party=${party} refs=${refs} reasons=${reasons} allowed=${reveal} /></${Fact}>` : null}
        ${party.guardian ? html`<${Fact} name=${t("party.guardian")}><b>${party.guardian.name}</b> ${party.guardian.document_no_masked}</${Fact}>` : null}
      </dl>
      ${[...(party.problems || []), ...(party.warnings || [])].map((one) => html`<p class="warn-line"><span aria-hidden="true">!</span> ${pair(one, "text")}</p>`)}
      ${wrong ? html`<p class="error">${wrong}</p>` : null}
      <div class="row-of-buttons">
        ${presence && may("set_presence") ? html`<${Tick} strong=${true} label=${party.by_agent ? t("party.agent_here") : t("party.here")} checked=${party.here}
            onChange=${(here) => run("set_presence", { ...refs, party_id: party.party_id, here })} />` : null}
        ${(party.warnings || []).length && may("verify_identity") ? html`<${Button} kind="secondary small" busy=${busy.verify_identity}
            onPress=${() => run("verify_identity", { ...refs, party_id: party.party_id, ok: true }, { done: t("party.verified") })}>${t("act.verify_identity")}</${Button}>` : null}
        ${party.verified ? html`<span class="mark fine">✓ ${t("party.verified_by", { name: party.verified.by_name || party.verified.by })}</span>` : null}
        ${onCorrect && may("correct_party") ? html`<${Button} kind="quiet small" label=${t("party.correct_of", { name: party.name })} onPress=${() => onCorrect(party)}>${t("act.correct_party")}</${Button}>` : null}
      </div>
    </article>`;
}

/** Corrects one party at the window; only what was changed is sent, and an empty number means "as it was". */
export function CorrectParty({ party, refs, onClose }) {
  const { run, busy, problem } = useDesk();
  const [name, setName] = useState(party.name);
  const [no, setNo] = useState("");
  const [phone, setPhone] = useState("");
  const [share, setShare] = useState(party.share || "");
  const error = (key) => (problem?.field === `parties.${party.party_id}.${key}` ? problem.message : "");
  async function send() {
    const fields = {};
    if (name.trim() !== party.name) fields.name = name.trim();
    if (no.trim()) fields.document_no = no.trim();
    if (phone.trim()) fields.phone = phone.trim();
    if (share.trim() !== (party.share || "")) fields.share = share.trim() || null;
    if (!Object.keys(fields).length) { onClose(); return; }
    if (await run("correct_party", { ...refs, party_id: party.party_id, fields }, { done: t("common.saved") })) onClose();
  }
  const text = (label, key, value, set, more = {}) => html`
    <${Control} label=${label} hint=${more.hint} error=${error(key)} path=${`parties.${party.party_id}.${key}`}>${(a) => html`
      <input ...${a} data-first=${more.first ? "" : undefined} value=${value} maxlength="120" onInput=${(e) => set(e.currentTarget.value)} />`}</${Control}>`;
  return html`
    <${Dialog} title=${t("party.correct_of", { name: party.name })} onClose=${onClose}>
      <div class="grid two">
        ${text(t("party.name"), "name", name, setName, { first: true })}
        ${text(pair(party, "document_kind"), "document_no", no, setNo, { hint: t("party.keep", { masked: party.document_no_masked }) })}
        ${text(t("party.phone"), "phone", phone, setPhone, { hint: t("party.keep", { masked: party.phone_masked || t("common.none") }) })}
        ${text(t("party.share_label"), "share", share, setShare, { hint: t("party.share_hint") })}
      </div>
      <${Choices} confirm=${t("common.save")} busy=${busy.correct_party} onConfirm=${send} onCancel=${onClose} />
    </${Dialog}>`;
}
