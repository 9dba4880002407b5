/* The documents of a case: original seen, how many pages. A tick goes to the server at once; the page count with it. */

import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";

import { useDesk } from "../hooks.js";
import { basisOf, pair, t } from "../texts.js";
import { Button, useChosen } from "../ui.js";

export function DocumentTicks({ documents, refs }) {
  const seen = documents.filter((d) => d.original).length;
  const pages = documents.reduce((sum, d) => sum + (d.original ? d.pages || 0 : 0), 0);
  return html`
    <table class="lines documents">
      <caption class="visually-hidden">${t("document.caption")}</caption>
      <thead><tr><th scope="col">${t("document.name")}</th><th scope="col">${t("document.said")}</th><th scope="col" class="narrow">${t("document.pages")}</th><th scope="col" class="narrow">${t("document.original")}</th></tr></thead>
      <tbody>${documents.map((doc) => html`<${DocumentLine} key=${doc.key} doc=${doc} refs=${refs} />`)}</tbody>
      <tfoot><tr><td colspan="2">${t("document.total", { seen, all: documents.length })}</td><td class="num">${pages}</td><td></td></tr></tfoot>
    </table>`;
}

function DocumentLine({ doc, refs }) {
  const { run, problem, busy } = useDesk();
  const [ticked, choose] = useChosen(Boolean(doc.original));
  const [pages, setPages] = useState(doc.pages ?? "");
  const [typing, setTyping] = useState(false);
  useEffect(() => { if (!typing) setPages(doc.pages ?? ""); }, [doc.pages]);
  const count = /^\d{1,4}$/.test(String(pages)) ? Number(pages) : null;
  const error = problem?.field === `documents.${doc.key}` ? problem.message : "";
  const tick = (original) => run("tick_document", { ...refs, key: doc.key, original, pages: original ? count || 1 : 0 });
  function leave() {
    setTyping(false);
    if (count && doc.original && count !== doc.pages) tick(true);
  }
  return html`
    <tr data-field=${`documents.${doc.key}`} data-row class=${doc.original ? "seen" : doc.required ? "" : "optional"}>
      <th scope="row"><span class="name">${pair(doc, "name")}</span>
        ${doc.why_zh ? html`<small>${pair(doc, "why")}</small>` : null}${doc.basis ? html`<small class="basis">${basisOf(doc)}</small>` : null}
        ${doc.by_data_sharing ? html`<span class="chip">${t("document.shared")}</span>` : null}${doc.produced_at_counter ? html`<span class="chip">${t("document.here")}</span>` : null}
        ${error ? html`<span class="error">${error}</span>` : null}</th>
      <td><span class="small">${doc.answer ? t(`document.answer.${String(doc.answer).split(":")[0]}`) : ""}</span></td>
      <td><input class="pages" inputmode="numeric" maxlength="4" aria-label=${t("document.pages_of", { name: pair(doc, "name") })} value=${pages}
        onFocus=${() => setTyping(true)} onInput=${(e) => setPages(e.currentTarget.value.replace(/\D/g, ""))} onBlur=${leave}
        onKeyDown=${(e) => { if (e.key === "Enter" && !e.repeat) { e.preventDefault(); if (!doc.original) choose(true, tick(true)); else leave(); } }} /></td>
      <td><input class="big-tick" type="checkbox" checked=${ticked} aria-label=${t("document.original_of", { name: pair(doc, "name") })}
        aria-busy=${busy.tick_document ? "true" : undefined} onChange=${(e) => choose(e.currentTarget.checked, tick(e.currentTarget.checked))} /></td>
    </tr>`;
}

/** The documents as evidence, for those who read: who saw which original, on how many pages. */
export function DocumentList({ documents, total }) {
  return html`
    <table class="lines documents">
      <caption class="visually-hidden">${t("document.caption")}</caption>
      <thead><tr><th scope="col">${t("document.name")}</th><th scope="col" class="num narrow">${t("document.pages")}</th><th scope="col">${t("document.seen_by")}</th></tr></thead>
      <tbody>${documents.map((doc) => html`
        <tr key=${doc.key}><th scope="row"><span class="name">${pair(doc, "name")}</span>${doc.why_zh ? html`<small>${pair(doc, "why")}</small>` : null}</th>
          <td class="num">${doc.pages ?? "–"}</td><td>${doc.original ? html`<span class="mark fine">✓ ${doc.ticked_by || (doc.by_data_sharing ? t("document.shared") : "")}</span>` : html`<span class="mark odd">○ ${t("document.not_seen")}</span>`}</td></tr>`)}</tbody>
      ${total == null ? null : html`<tfoot><tr><td>${t("document.file_pages")}</td><td class="num">${total}</td><td></td></tr></tfoot>`}
    </table>`;
}

const ANSWERS = ["HAVE", "NOT_HAVE", "UNSURE", "DEFECT:EXPIRED", "DEFECT:COPY", "DEFECT:UNSIGNED", "DEFECT:NOT_TRANSLATED", "CORRECTABLE"];

/** The desk's way to the same list: have it, do not have it, defective. */
export function DocumentAnswers({ documents, refs, readOnly }) {
  const { run, problem, busy } = useDesk();
  const open = documents.filter((doc) => !doc.answer);
  return html`
    ${open.length && !readOnly ? html`<div class="row-of-buttons"><${Button} kind="secondary small" busy=${busy.answer}
      onPress=${() => run("answer", { ...refs, facts: {}, documents: Object.fromEntries(open.map((doc) => [doc.key, "HAVE"])) })}>${t("document.all_brought")}</${Button}></div>` : null}
    <table class="lines documents answers">
      <caption class="visually-hidden">${t("document.caption")}</caption>
      <thead><tr><th scope="col">${t("document.name")}</th><th scope="col">${t("document.where")}</th><th scope="col">${t("document.said")}</th></tr></thead>
      <tbody>${documents.map((doc) => html`
        <tr key=${doc.key} data-field=${`documents.${doc.key}`} class=${doc.state === "MISSING" || doc.state === "DEFECT" ? "missing" : ""}>
          <th scope="row"><span class="name">${pair(doc, "name")}</span>${doc.why_zh ? html`<small>${pair(doc, "why")}</small>` : null}${doc.basis ? html`<small class="basis">${basisOf(doc)}</small>` : null}
            ${doc.by_data_sharing ? html`<span class="chip">${t("document.shared")}</span>` : null}
            ${problem?.field === `documents.${doc.key}` ? html`<span class="error">${problem.message}</span>` : null}</th>
          <td><span class="small">${pair(doc, "where")}</span></td>
          <td>${readOnly ? html`<span>${t(`document.answer.${(doc.answer || "UNSURE").replace(":", "_")}`)}</span>` : html`
            <select aria-label=${t("document.answer_of", { name: pair(doc, "name") })} value=${doc.answer || ""}
              onChange=${(e) => run("answer", { ...refs, facts: {}, documents: { [doc.key]: e.currentTarget.value } })}>
              ${doc.answer ? null : html`<option value="">${t("common.choose")}</option>`}
              ${ANSWERS.map((a) => html`<option value=${a}>${t(`document.answer.${a.replace(":", "_")}`)}</option>`)}
            </select>`}</td></tr>`)}</tbody>
    </table>`;
}
