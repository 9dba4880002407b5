/* Shows which key does what, lets a member of staff give another key, none, or switch all of them off (WCAG 2.1.4). */

import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { chooseKey, chordOf, DEFAULT_KEYS, GROUPS, keyOf, keysOn, resetKeys, switchKeys } from "./keys.js";
import { hasText, t } from "./texts.js";
import { Button, Dialog, Tick } from "./ui.js";

export function commandLabel(command) {
  return t(hasText(`keys.command.${command}`) ? `keys.command.${command}` : `act.${command}`);
}

export function KeysDialog({ onClose }) {
  const [asking, ask] = useState(null);
  const [note, setNote] = useState("");
  const [, redraw] = useState(0);
  const again = () => redraw((n) => n + 1);
  function pressed(event, command) {
    if (event.key === "Tab" || event.key === "Escape") { ask(null); return; }
    const chord = chordOf(event);
    if (!chord) return;
    event.preventDefault();
    event.stopPropagation();
    const none = event.key === "Delete" || event.key === "Backspace";
    const holder = chooseKey(command, none ? "" : chord);
    setNote(holder ? t("keys.taken", { key: chord, what: commandLabel(holder) }) : t("keys.set", { what: commandLabel(command), key: none ? t("keys.none") : chord }));
    ask(null);
  }
  return html`
    <${Dialog} title=${t("keys.title")} wide=${true} onClose=${onClose}>
      <p>${t("keys.lead")}</p>
      <${Tick} first=${true} label=${t("keys.on")} checked=${keysOn()} onChange=${(value) => { switchKeys(value); again(); }} />
      <div class="keys-list" role="region" aria-label=${t("keys.list")} tabindex="0">
        ${Object.entries(GROUPS).map(([group, commands]) => html`
          <h3>${t(`keys.group.${group}`)}</h3>
          <ul>${commands.filter((c) => c in DEFAULT_KEYS).map((command) => html`
            <li key=${command}><span>${commandLabel(command)}</span>
              <button type="button" data-takes-keys data-command=${command} class=${`key ${asking === command ? "asking" : ""}`} aria-pressed=${asking === command ? "true" : "false"}
                aria-label=${t("keys.change", { what: commandLabel(command), key: keyOf(command) || t("keys.none") })}
                onClick=${() => ask(asking === command ? null : command)} onBlur=${() => ask(null)}
                onKeyDown=${(event) => { if (asking === command) pressed(event, command); }}>
                ${asking === command ? t("keys.press") : html`<kbd>${keyOf(command) || t("keys.none")}</kbd>`}</button></li>`)}</ul>`)}
      </div>
      <p class="small" role="status">${note}</p>
      <div class="choices">
        <${Button} onPress=${() => { resetKeys(); setNote(t("keys.reset_done")); again(); }}>${t("keys.reset")}</${Button}>
        <span class="apart"></span>
        <${Button} kind="primary" onPress=${onClose}>${t("common.done_close")}</${Button}>
      </div>
    </${Dialog}>`;
}
