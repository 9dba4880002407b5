/* The parties of a review as the desk writes them: the whole list is saved at once; a number left empty stays as it was stored. */

import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";

import { useDesk } from "../hooks.js";
import { pair, t } from "../texts.js";
import { Button, Control, Tick } from "../ui.js";
import { isoDay } from "./fields.js";
import { PartyCard } from "./parties.js";

const PERSON_PAPERS = ["ID_CARD", "PASSPORT", "HM_PERMIT", "TW_PERMIT", "FOREIGN_RESIDENCE", "RESIDENCE_PERMIT", "HOUSEHOLD"];
const COMPANY_PAPERS = ["CREDIT_CODE", "LICENCE", "ORG_CODE"];

function draftOf(party) {
  return {
    party_id: party.party_id, role: party.role, kind: party.kind, name: party.name, document_kind: party.document_kind, document_no: "", phone: "", share: party.share || "",
    expires_on: party.expires_on || "", here: party.here, incapable: party.incapable, overseas: party.overseas, lender: party.lender, source: party.source, by_agent: party.by_agent,
    agent: helperOf(party.agent), guardian: helperOf(party.guardian), known: party, guarded: Boolean(party.guardian),
  };
}

function helperOf(person) {
  return { name: person?.name || "", document_kind: person?.document_kind || "ID_CARD", document_no: "", known: person };
}

/** Null keeps the agent or guardian the hall knows; another one needs name and number. */
function bodyOfHelper(helper, wanted) {
  if (!wanted || !helper.document_no.trim()) return null;
  return { name: helper.name.trim(), document_kind: helper.document_kind, document_no: helper.document_no.trim() };
}

function helperReady(helper, wanted) {
  if (!wanted) return true;
  if (helper.document_no.trim()) return Boolean(helper.name.trim());
  return Boolean(helper.known) && helper.name.trim() === helper.known.name;
}

function ready(draft) {
  return draft.name.trim() && (draft.document_no.trim() || draft.known) && helperReady(draft.agent, draft.by_agent) && helperReady(draft.guardian, draft.guarded);
}

export function bodyOfParty(draft) {
  const body = {
    party_id: draft.party_id, role: draft.role, kind: draft.kind, name: draft.name.trim(), document_kind: draft.document_kind, source: draft.document_no.trim() ? "TYPED" : draft.source || "TYPED",
    expires_on: draft.expires_on.trim() ? isoDay(draft.expires_on) || draft.expires_on.trim() : null, share: draft.share.trim() || null, here: draft.here, by_agent: draft.by_agent, agent: bodyOfHelper(draft.agent, draft.by_agent),
    guardian: bodyOfHelper(draft.guardian, draft.guarded), incapable: draft.incapable, overseas: draft.overseas, lender: draft.lender,
  };
  if (draft.document_no.trim()) body.document_no = draft.document_no.trim();
  if (draft.phone.trim()) body.phone = draft.phone.trim();
  return body;
}

export function PartiesEditor({ review, refs, readOnly }) {
  const { run, busy } = useDesk();
  const [drafts, setDrafts] = useState(null);
  const [, again] = useState(0);
  useEffect(() => setDrafts(null), [review.review_id]);
  const editing = drafts || (!review.parties.length && !readOnly ? [blank(review, [])] : null);
  const change = (at, more) => setDrafts(editing.map((d, i) => (i === at ? { ...d, ...more } : d)));
  async function save() {
    const said = await run("set_parties", { ...refs, parties: editing.map(bodyOfParty) }, { done: t("common.saved") });
    if (said) setDrafts(null);
  }
  if (!editing) {
    return html`
      <div class="party-grid">${review.parties.map((p) => html`<${PartyCard} key=${p.party_id} party=${p} refs=${refs} reasons=${review.choices.reveal_reasons} acts=${review.acts} />`)}</div>
      ${readOnly ? null : html`<${Button} kind="secondary small" onPress=${() => { setDrafts(review.parties.map(draftOf)); again((n) => n + 1); }}>${t("act.set_parties")}</${Button}>`}`;
  }
  return html`
    <div class="party-forms">${editing.map((draft, at) => html`<${PartyForm} key=${draft.party_id} at=${at} draft=${draft} roles=${review.roles} onChange=${(more) => change(at, more)}
      onRemove=${editing.length > 1 ? () => setDrafts(editing.filter((_, i) => i !== at)) : null} />`)}</div>
    <div class="row-of-buttons">
      <${Button} kind="secondary small" onPress=${() => setDrafts([...editing, blank(review, editing)])}>${t("party.add")}</${Button}>
      <span class="apart"></span>
      ${review.parties.length ? html`<${Button} kind="quiet small" onPress=${() => setDrafts(null)}>${t("common.cancel")}</${Button}>` : null}
      <${Button} kind="secondary" busy=${busy.set_parties} off=${!editing.every(ready)} why=${t("party.save_needs")} onPress=${save}>${t("party.save")}</${Button}>
    </div>`;
}

function blank(review, existing) {
  let no = existing.length + 1;
  while (existing.some((d) => d.party_id === `p${no}`)) no += 1;
  const used = new Set(existing.map((d) => d.role));
  const role = (review.roles.find((r) => !used.has(r.role)) || review.roles[review.roles.length - 1]).role;
  return { party_id: `p${no}`, role, kind: "PERSON", name: "", document_kind: "ID_CARD", document_no: "", phone: "", share: "", expires_on: "", here: true, incapable: false, overseas: false, lender: false,
    source: "TYPED", by_agent: false, agent: helperOf(null), guardian: helperOf(null), guarded: false, known: null };
}

function PartyForm({ at, draft, roles, onChange, onRemove }) {
  const { problem } = useDesk();
  const base = `parties.${at}`;
  const error = (key) => (problem?.field === `${base}.${key}` ? problem.message : "");
  const set = (key) => (e) => onChange({ [key]: e.currentTarget.value });
  const papers = draft.kind === "COMPANY" ? COMPANY_PAPERS : PERSON_PAPERS;
  const select = (label, value, options, onPick) => html`<${Control} label=${label}>${(a) => html`<select ...${a} value=${value} onChange=${(e) => onPick(e.currentTarget.value)}>${options.map((o) => html`<option value=${o.value}>${o.label}</option>`)}</select>`}</${Control}>`;
  const helper = (key, title) => html`
    <fieldset class="helper"><legend>${title}</legend><div class="grid three">
      <${Control} label=${t("party.name")} required=${true} path=${`${base}.${key}.name`} error=${error(`${key}.name`)}>${(a) => html`<input ...${a} maxlength="120" value=${draft[key].name} onInput=${(e) => onChange({ [key]: { ...draft[key], name: e.currentTarget.value } })} />`}</${Control}>
      ${select(t("party.document_kind"), draft[key].document_kind, PERSON_PAPERS.map((p) => ({ value: p, label: t(`paper.${p}`) })), (document_kind) => onChange({ [key]: { ...draft[key], document_kind } }))}
      <${Control} label=${t("party.document_no")} required=${!draft[key].known} path=${`${base}.${key}.document_no`} error=${error(`${key}.document_no`)} hint=${draft[key].known ? t("party.keep", { masked: draft[key].known.document_no_masked }) : ""}>${(a) => html`
        <input ...${a} maxlength="30" value=${draft[key].document_no} onInput=${(e) => onChange({ [key]: { ...draft[key], document_no: e.currentTarget.value } })} />`}</${Control}></div></fieldset>`;
  return html`
    <fieldset class="party-form" data-field=${base}><legend>${t("party.form_of", { no: draft.party_id.replace("p", "") })}</legend>
      <div class="grid three">
        ${select(t("party.role"), draft.role, roles.map((r) => ({ value: r.role, label: pair(r, "name") })), (role) => onChange({ role }))}
        ${select(t("party.kind"), draft.kind, ["PERSON", "COMPANY"].map((k) => ({ value: k, label: t(`party.kind_${k}`) })), (kind) => onChange({ kind, document_kind: kind === "COMPANY" ? "CREDIT_CODE" : "ID_CARD" }))}
        <${Control} label=${t("party.name")} required=${true} path=${`${base}.name`} error=${error("name")}>${(a) => html`<input ...${a} maxlength="120" value=${draft.name} onInput=${set("name")} />`}</${Control}>
        ${select(t("party.document_kind"), draft.document_kind, papers.map((p) => ({ value: p, label: t(`paper.${p}`) })), (document_kind) => onChange({ document_kind }))}
        <${Control} label=${t("party.document_no")} required=${!draft.known} path=${`${base}.document_no`} error=${error("document_no")} hint=${draft.known ? t("party.keep", { masked: draft.known.document_no_masked }) : ""}>${(a) => html`<input ...${a} maxlength="30" spellcheck="false" value=${draft.document_no} onInput=${set("document_no")} />`}</${Control}>
        <${Control} label=${t("party.expires")} path=${`${base}.expires_on`} error=${error("expires_on")}>${(a) => html`<input ...${a} inputmode="numeric" maxlength="12" placeholder="2034-10-13" value=${draft.expires_on} onInput=${set("expires_on")} />`}</${Control}>
        <${Control} label=${t("party.phone")} path=${`${base}.phone`} error=${error("phone")} hint=${draft.known?.phone_masked ? t("party.keep", { masked: draft.known.phone_masked }) : ""}>${(a) => html`<input ...${a} inputmode="tel" maxlength="20" value=${draft.phone} onInput=${set("phone")} />`}</${Control}>
        <${Control} label=${t("party.share_label")} path=${`${base}.share`} error=${error("share")} hint=${t("party.share_hint")}>${(a) => html`<input ...${a} maxlength="9" value=${draft.share} onInput=${set("share")} />`}</${Control}>
      </div>
      <div class="ticks flat">
        <${Tick} label=${t("party.here")} checked=${draft.here} onChange=${(here) => onChange({ here })} />
        <${Tick} label=${t("party.by_agent")} checked=${draft.by_agent} onChange=${(by_agent) => onChange({ by_agent })} />
        ${draft.kind === "PERSON" ? html`<${Tick} label=${t("party.guarded")} checked=${draft.guarded} onChange=${(guarded) => onChange({ guarded })} /><${Tick} label=${t("party.incapable")} checked=${draft.incapable} onChange=${(incapable) => onChange({ incapable })} />`
          : html`<${Tick} label=${t("party.lender")} checked=${draft.lender} onChange=${(lender) => onChange({ lender })} />`}
        <${Tick} label=${t("party.overseas")} checked=${draft.overseas} onChange=${(overseas) => onChange({ overseas })} />
        ${onRemove ? html`<${Button} kind="quiet small" onPress=${onRemove}>${t("party.remove")}</${Button}>` : null}
      </div>
      ${draft.by_agent ? helper("agent", t("party.agent")) : null}
      ${draft.guarded ? helper("guardian", t("party.guardian")) : null}
    </fieldset>`;
}
