/* The small parts every console is built of: buttons with keys, dialogs, levels, fields. They know how to look and to be pressed, not what for. */

import { html } from "htm/preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";

import { attach, keyOf, keysOn } from "./keys.js";
import { pair, t } from "./texts.js";

/* The last press of a primary button, wherever it stood. Until the person has done anything else, another one within three seconds
   is the same press, even if by now another act has come to stand in its place. */
const lastPrimary = { at: -Infinity };

/** After a failed act, or after typing, choosing or pressing something else, the next press is meant. */
export function releasePrimary() {
  lastPrimary.at = -Infinity;
}

for (const sign of ["input", "change"]) document.addEventListener(sign, releasePrimary, { capture: true });
document.addEventListener("click", (event) => { if (!event.target.closest?.("[data-primary]")) releasePrimary(); }, { capture: true });

let samePressMs = 3000;
export function setSamePress(ms) { samePressMs = ms; }

/** The key a command has now, as it is shown on its button. */
export function Key({ cmd }) {
  const chord = cmd && keysOn() ? keyOf(cmd) : "";
  return chord ? html`<kbd aria-hidden="true">${chord}</kbd>` : null;
}

/** One button. `kind`: primary (exactly one on a screen), secondary, danger, quiet. A held key presses once; a second press of the
    primary within three seconds is the same press. A button that may not be pressed now says why. `label` is the longer name where the
    face alone would be the same for many ("Show" of whom?). */
export function Button({ cmd, kind = "secondary", busy = false, off = false, why = "", onPress, onOff, children, label, extra = {}, primary = kind === "primary" }) {
  const ref = useRef(null);
  const whyId = useId();
  useLayoutEffect(() => (cmd ? attach(cmd, ref.current) : undefined), [cmd]);
  function click(event) {
    event.preventDefault();
    if (busy || event.detail > 1) return; // the second half of a double click belongs to the first, whatever lies under it by now
    if (off) {
      onOff?.();
      return;
    }
    if (primary) {
      const moment = performance.now();
      if (moment - lastPrimary.at < samePressMs) return;
      lastPrimary.at = moment;
    }
    onPress?.(event);
  }
  return html`
    <button ref=${ref} type="button" class=${`button ${kind} ${busy ? "busy" : ""}`} data-act=${cmd || undefined} data-primary=${primary ? "" : undefined}
      aria-busy=${busy ? "true" : undefined} aria-disabled=${off || busy ? "true" : undefined}
      aria-keyshortcuts=${(cmd && keysOn() && keyOf(cmd)) || undefined} aria-describedby=${off && why ? whyId : undefined}
      onClick=${click} onKeyDown=${(e) => { if (e.repeat && (e.key === "Enter" || e.key === " ")) e.preventDefault(); }} ...${extra}>
      <span class="face" aria-hidden=${label ? "true" : undefined}>${busy ? t("common.working") : children}</span>
      ${label ? html`<span class="visually-hidden">${busy ? t("common.working") : label}</span>` : null}
      <${Key} cmd=${cmd} />
      ${off && why ? html`<span class="why" id=${whyId}>${why}</span>` : null}
    </button>`;
}

/** A modal dialog: the rest of the page is out of reach until it is answered; Esc is "no". */
export function Dialog({ title, onClose, children, wide = false, alert = false }) {
  const ref = useRef(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    dialog.showModal();
    dialog.querySelector("[data-first]")?.focus();
    return () => {
      if (dialog.open) dialog.close();
      if (before?.isConnected) before.focus();
    };
  }, []);
  return html`
    <dialog ref=${ref} class=${wide ? "wide" : ""} role=${alert ? "alertdialog" : undefined} aria-labelledby=${id}
      onCancel=${(e) => { e.preventDefault(); onClose?.(); }}>
      <h2 id=${id}>${title}</h2>
      ${children}
    </dialog>`;
}

export function Choices({ row, confirm, cancel, busy = false, off = false, why = "", danger = false, onConfirm, onCancel }) {
  return html`
    <div class="choices">
      <${Button} onPress=${onCancel}>${cancel || t("common.cancel")}</${Button}>
      <span class="apart"></span>
      <${Button} cmd="primary" kind=${danger ? "danger" : "primary"} primary=${true} busy=${busy} off=${off} why=${why} onPress=${onConfirm}>${confirm}</${Button}>
    </div>`;
}

const LEVEL_SIGN = { ok: "●", amber: "◐", warn: "◕", red: "▲", over: "■", paused: "‖", none: "○" };

/** A level in a sign and in words; never by colour alone. */
export function Level({ level }) {
  return html`<span class=${`level ${level}`}><span aria-hidden="true">${LEVEL_SIGN[level] || "○"}</span> ${t(`level.${level}`)}</span>`;
}

const LIGHT_SIGN = { CLEAR: "✓", WARN: "!", RESTRICTED: "✕", UNKNOWN: "?", NO_UNIT: "–" };

/** The seizure light. */
export function Light({ light }) {
  if (!light) return null;
  return html`
    <div class=${`light ${light.state}`} data-light=${light.state}>
      <span class="sign" aria-hidden="true">${LIGHT_SIGN[light.state]}</span>
      <span><span class="small">${t("light.title")}</span><b>${pair(light, "text")}</b></span>
    </div>`;
}

const EFFECT_TONE = { BLOCK: "bad", HALT: "bad", SUSPEND: "bad", MISSING_DOCUMENT: "bad", REFER: "odd", COND: "odd", WARN: "odd", UNKNOWN: "odd", REQ: "fine", NONE: "fine", PASS: "fine" };
const TONE_SIGN = { bad: "✕", odd: "!", fine: "✓" };

export function Effect({ effect }) {
  const tone = EFFECT_TONE[effect] || "odd";
  return html`<span class=${`effect ${tone}`}><span aria-hidden="true">${TONE_SIGN[tone]}</span> ${t(`effect.${effect}`)}</span>`;
}

export function Section({ id, no, title, note, children, done, cmd }) {
  const ref = useRef(null);
  const heading = useId();
  useLayoutEffect(() => (cmd ? attach(cmd, ref.current) : undefined), [cmd]);
  function jump() {
    const first = ref.current.parentElement.parentElement.querySelector("input, select, textarea, button:not([data-jump])");
    (first || ref.current).focus();
    ref.current.scrollIntoView({ block: "start" });
  }
  return html`
    <section class=${`card ${done === true ? "done" : ""}`} id=${id} aria-labelledby=${heading}>
      <div class="head">
        <h2 id=${heading}>${no ? html`<span class="no">${no}</span>` : null}${title}</h2>
        ${done === undefined ? null : html`<span class=${`mark ${done ? "fine" : "odd"}`}>${done ? `✓ ${t("common.done")}` : `○ ${t("common.open")}`}</span>`}
        ${note ? html`<span class="small">${note}</span>` : null}
        ${cmd ? html`<button ref=${ref} type="button" data-jump class="jump" onClick=${jump}><span class="visually-hidden">${t("common.jump", { what: title })}</span><${Key} cmd=${cmd} /></button>` : null}
      </div>
      ${children}
    </section>`;
}

/** A labelled line of plain text. */
export function Fact({ name, children }) {
  return html`<div class="fact"><dt>${name}</dt><dd>${children}</dd></div>`;
}

/** A form control with its label, hint and error. `path` is how the server names it in an error. */
export function Control({ label, hint, error, path, required, children, wide = false }) {
  const id = useId();
  const about = [hint && `${id}-h`, error && `${id}-e`].filter(Boolean).join(" ") || undefined;
  return html`
    <div class=${`control ${wide ? "wide" : ""} ${error ? "wrong" : ""}`} data-field=${path}>
      <label for=${id}>${label}${required ? html`<span class="must" aria-hidden="true"> *</span>` : null}</label>
      ${children({ id, "aria-describedby": about, "aria-invalid": error ? "true" : undefined, "aria-required": required ? "true" : undefined, autocomplete: "off" })}
      ${hint ? html`<span class="hint" id=${`${id}-h`}>${hint}</span>` : null}
      ${error ? html`<span class="error" id=${`${id}-e`}>${error}</span>` : null}
    </div>`;
}

/** What a person has just chosen, shown at once and until the hall has answered; taken back when the hall says no.
    `choose(value, doing)`: `doing` is what carries it out, null once it was refused. */
export function useChosen(value) {
  const [chosen, setChosen] = useState(undefined);
  useEffect(() => setChosen(undefined), [value]);
  function choose(next, doing) {
    setChosen(next);
    Promise.resolve(doing).then((said) => { if (said === null) setChosen(undefined); });
  }
  return [chosen === undefined ? value : chosen, choose];
}

/** By what a "no" can be looked up: the number of its sentence in the rules, the number of its line in the server's log. Names of
    programmers are not shown to anybody. */
export function Reference({ problem }) {
  const known = [/^[A-Z]\d{2}$/.test(problem.code || "") ? problem.code : "", problem.reference].filter(Boolean).join(" · ");
  return known ? html`<small>${known}</small>` : null;
}

/** What went wrong where the page wanted to read something: a sentence, and nothing when nothing did. */
export function Trouble({ problem }) {
  return problem ? html`<div class="problem" role="alert"><b>${problem.message}</b><${Reference} problem=${problem} /></div>` : null;
}

/** A group of radio buttons over [{value, label}]. */
export function Radios({ legend, name, options, value, onChange, required, path, error, first = false, small = false }) {
  const group = useId();
  const [shown, choose] = useChosen(value);
  return html`
    <fieldset class=${`radios ${small ? "tight" : ""} ${error ? "wrong" : ""}`} data-field=${path}>
      <legend>${legend}${required ? html`<span class="must" aria-hidden="true"> *</span>` : null}</legend>
      <div class="options">
        ${options.map((option, i) => html`
          <label class="option"><input type="radio" name=${`${name}-${group}`} value=${option.value} checked=${shown === option.value}
            data-first=${first && i === 0 ? "" : undefined} onChange=${() => choose(option.value, onChange(option.value))} /><span>${option.label}${option.note ? html`<small>${option.note}</small>` : null}</span></label>`)}
      </div>
      ${error ? html`<span class="error">${error}</span>` : null}
    </fieldset>`;
}

export function Tick({ label, checked, onChange, note, path, first, disabled = false, strong = false }) {
  const [shown, choose] = useChosen(checked);
  return html`
    <label class=${`tick ${strong ? "here" : ""}`} data-field=${path}><input type="checkbox" checked=${shown} disabled=${disabled} data-first=${first ? "" : undefined}
      onChange=${(e) => choose(e.currentTarget.checked, onChange(e.currentTarget.checked))} />
      <span>${label}${note ? html`<small>${note}</small>` : null}</span></label>`;
}

export function Nothing({ children }) {
  return html`<p class="nothing">${children}</p>`;
}
