/* Whoever sits elsewhere than the signed rota planned is asked why, once: a band, and one dialog. The lead reads the answer. */

import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { useDesk } from "../hooks.js";
import { pair, sectionOf, t } from "../texts.js";
import { Button, Choices, Dialog, Radios } from "../ui.js";
import { Words } from "./dialogs.js";

const r = sectionOf("rota.ask");

export function OffRotaBand() {
  const { board } = useDesk();
  const [asking, ask] = useState(false);
  const here = board?.off_rota;
  if (!here) return null;
  return html`
    <section class="band own-band" aria-label=${r("title")} data-off-rota><b>${here.planned ? r("planned", { seat: pair(here, "planned") }) : r("unplanned")}</b>
      <${Button} kind="secondary small" onPress=${() => ask(true)}>${t("act.explain_off_rota")}</${Button}></section>
    ${asking ? html`<${OffRotaDialog} here=${here} onClose=${() => ask(false)} />` : null}`;
}

function OffRotaDialog({ here, onClose }) {
  const { run, busy, problem } = useDesk();
  const [reason, setReason] = useState("");
  const [words, setWords] = useState("");
  const needed = reason === "OTHER";
  async function send() {
    if (await run("explain_off_rota", { reason, words: words.trim() }, { done: t("done.explain_off_rota") })) onClose();
  }
  return html`
    <${Dialog} title=${r("title")} onClose=${onClose}>
      <p>${r("lead")}</p>
      <${Radios} legend=${r("why")} name="off-rota" first=${true} required=${true} options=${here.reasons.map((c) => ({ value: c.code, label: pair(c, "label") }))} value=${reason} onChange=${setReason} />
      <${Words} required=${needed} value=${words} onInput=${setWords} />
      ${problem ? html`<p class="problem" role="alert">${problem.message}</p>` : null}
      <${Choices} confirm=${t("act.explain_off_rota")} busy=${busy.explain_off_rota} off=${!reason || (needed && !words.trim())} why=${t("common.fill_all")} onConfirm=${send} onCancel=${onClose} />
    </${Dialog}>`;
}
