/* The dialogs of the quality line: a word before an act, and the decision on a fault. Each answers with the body of the act, or closes. */

import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { useDesk } from "../hooks.js";
import { Words } from "../parts/dialogs.js";
import { pair, t } from "../texts.js";
import { Choices, Dialog, Radios } from "../ui.js";

/** One act that needs nothing but words. */
export function WordsAsk({ act, body, required = true, lead = t(`quality.lead.${act}`), danger = false, onClose }) {
  const { run, busy } = useDesk();
  const [words, setWords] = useState("");
  async function send() {
    if (await run(act, { ...body, words: words.trim() }, { done: t(`quality.done.${act}`) })) onClose();
  }
  return html`
    <${Dialog} title=${t(`quality.act.${act}`)} onClose=${onClose}>
      <p>${lead}</p>
      <${Words} label=${t(`quality.words.${act}`)} required=${required} lines=${3} value=${words} onInput=${setWords} />
      <${Choices} confirm=${t(`quality.act.${act}`)} danger=${danger} busy=${busy[act]} off=${required && !words.trim()} why=${t("common.fill_all")} onConfirm=${send} onCancel=${onClose} />
    </${Dialog}>`;
}

/** Words and one choice out of a list: the grade of a fault, a decision. `field` is how the act names the choice. */
export function ChoiceAsk({ act, body, field, options, lead = t(`quality.lead.${act}`), onClose }) {
  const { run, busy } = useDesk();
  const [choice, setChoice] = useState("");
  const [words, setWords] = useState("");
  async function send() {
    if (await run(act, { ...body, [field]: choice, words: words.trim() }, { done: t(`quality.done.${act}`) })) onClose();
  }
  return html`
    <${Dialog} title=${t(`quality.act.${act}`)} wide=${true} onClose=${onClose}>
      <p>${lead}</p>
      <${Radios} legend=${t(`quality.field.${field}`)} name=${act} first=${true} required=${true} options=${options.map((o) => ({ value: o.code, label: pair(o, "label") }))} value=${choice} onChange=${setChoice} />
      <${Words} label=${t(`quality.words.${act}`)} required=${true} lines=${3} value=${words} onInput=${setWords} />
      <${Choices} confirm=${t(`quality.act.${act}`)} busy=${busy[act]} off=${!choice || !words.trim()} why=${t("common.fill_all")} onConfirm=${send} onCancel=${onClose} />
    </${Dialog}>`;
}

/** The decision on an appeal: it stands, or another takes its place. */
export function AppealAsk({ fault, decisions, onClose }) {
  const { run, busy } = useDesk();
  const [upheld, setUpheld] = useState("");
  const [decision, setDecision] = useState("");
  const [words, setWords] = useState("");
  const ready = upheld && words.trim() && (upheld === "no" || decision);
  async function send() {
    const body = { fault_id: fault.fault_id, upheld: upheld === "yes", decision: upheld === "yes" ? decision : "", words: words.trim() };
    if (await run("decide_appeal", body, { done: t("quality.done.decide_appeal") })) onClose();
  }
  return html`
    <${Dialog} title=${t("quality.act.decide_appeal")} wide=${true} onClose=${onClose}>
      <p>${t("quality.lead.decide_appeal", { decision: pair(fault, "decision") })}</p>
      <${Radios} legend=${t("quality.field.upheld")} name="upheld" first=${true} required=${true} options=${["no", "yes"].map((v) => ({ value: v, label: t(`quality.upheld.${v}`) }))} value=${upheld} onChange=${setUpheld} />
      ${upheld === "yes" ? html`<${Radios} legend=${t("quality.field.decision")} name="decision" required=${true} options=${decisions.filter((d) => d.code !== fault.decision).map((o) => ({ value: o.code, label: pair(o, "label") }))} value=${decision} onChange=${setDecision} />` : null}
      <${Words} label=${t("quality.words.decide_appeal")} required=${true} lines=${3} value=${words} onInput=${setWords} />
      <${Choices} confirm=${t("quality.act.decide_appeal")} busy=${busy.decide_appeal} off=${!ready} why=${t("common.fill_all")} onConfirm=${send} onCancel=${onClose} />
    </${Dialog}>`;
}
