// The touch pages: a frame that is the same on every page, and in it the page the kiosk process describes.

import { html, render, useEffect, useLayoutEffect, useRef, useState } from "./dom.js";
import { guard } from "./guard.js";
import { Icon } from "./icons.js";
import { useChoices } from "./choices.js";
import { useCheck, useDocuments, useParties, usePresence } from "./lists.js";
import { settleLines } from "./lines.js";
import { useFacts, useMessage, useOutcome, useTicket } from "./outcome.js";
import { useNamePad } from "./name.js";
import { usePad } from "./pad.js";
import { Press } from "./press.js";
import { useIdle, useVisit } from "./visit.js";
import { useVoice } from "./voice.js";

const boot = JSON.parse(document.getElementById("boot").textContent);
// How each kind of page fills the frame. A page of another place is mounted anew, so each may use hooks of its own.
const KINDS = {
  choices: useChoices,
  pad: usePad,
  name: useNamePad,
  parties: useParties,
  presence: usePresence,
  documents: useDocuments,
  check: useCheck,
  facts: useFacts,
  message: useMessage,
  outcome: useOutcome,
  ticket: useTicket,
};
const nothing = () => undefined;
const listen = { active: nothing, key: nothing, scan: nothing };

document.documentElement.style.setProperty("--mm", `${boot.px_per_mm}px`);

function Kiosk() {
  const visit = useVisit(boot);
  const { model, busy, lost, go } = visit;
  const lang = model?.lang ?? "zh-CN";
  const words = boot.texts[lang];
  const look = model?.look ?? { elder: false, low: boot.low, contrast: false };
  const clean = !model || ((model.page === "home" || model.page === "closed") && isPlain(model, boot));
  const idle = useIdle(model?.idle ?? { seconds: 60, warning: 30 }, !clean, visit.wipe);

  const voice = useVoice(model?.say ?? [], model ? `${model.visit} ${model.step}` : "");
  const [speaking, setSpeaking] = useState(false);
  useEffect(() => setSpeaking(false), [model?.visit]);

  listen.active = () => {
    idle.touched();
    visit.touched();
  };

  dress(lang, look, model?.title ?? words.frame.title);

  if (visit.refused) return html`<${Plain} icon="warn" h1=${words.frame.not_admitted} lines=${[]} />`;
  const text = model && !clean ? words.lost.text : words.lost.text_home;
  const away = lost && html`<${Plain} icon="link" h1=${words.lost.title} lines=${[text, words.lost.desk]} />`;
  if (!model) return away || html`<${Plain} icon="" h1=${words.frame.wait} lines=${[]} quiet />`;
  // While the server is away the page stays underneath, with what was typed into it.
  return html`
    ${away}
    <${Screen}
      key=${`${model.visit} ${model.place}`}
      model=${model}
      words=${words}
      busy=${busy}
      go=${go}
      readCard=${visit.readCard}
      covered=${idle.left !== null || lost}
      away=${lost}
      voice=${voice}
      speaking=${speaking}
      setSpeaking=${setSpeaking}
    />
    ${idle.left !== null && html`<${StillThere} words=${words} seconds=${idle.left} stay=${idle.stay} leave=${visit.wipe} />`}
  `;
}

// Before anything is drawn: lists measure themselves, and must do so in the letters they will be read in.
function dress(lang, look, title) {
  const root = document.documentElement;
  root.lang = lang;
  root.toggleAttribute("data-elder", look.elder);
  root.toggleAttribute("data-low", look.low);
  root.toggleAttribute("data-contrast", look.contrast);
  document.title = title;
}

function isPlain(model, { low }) {
  return model.lang === "zh-CN" && !model.look.elder && !model.look.contrast && model.look.low === low;
}

function Screen({ model, words, busy, go, readCard, covered, away, voice, speaking, setSpeaking }) {
  const heading = useRef(null);
  const summary = useRef(null);

  // Keys from a scanner or a keyboard mean nothing unless the page says so.
  useLayoutEffect(() => {
    listen.key = nothing;
    listen.scan = (text) => model.scan && go("scan", { text });
  }, []);
  const parts = KINDS[model.kind]({ model, words, go, listen, readCard, place: model.place });
  const whole = useRef(null);
  useLayoutEffect(() => settleLines(whole.current));
  useEffect(() => {
    (model.trouble ? summary : heading).current?.focus({ preventScroll: true });
  }, [model.step]);

  return html`
    <div ref=${whole} class=${`screen ${parts.layout ?? ""}`} data-kind=${model.kind} data-page=${model.page} data-step=${model.step} data-busy=${busy ? "" : undefined} inert=${covered || Boolean(parts.over)} hidden=${away}>
      <header class="head">
        <p class="brand"><${Icon} name="house" />${model.hall}</p>
        <${Stage} model=${model} words=${words} />
      </header>
      <div class="upper">
        <main class="title">
          ${model.trouble && html`<${Summary} trouble=${model.trouble} innerRef=${summary} />`}
          <h1 ref=${heading} tabindex="-1">${model.h1}</h1>
          ${model.sub && html`<p class="legal">${model.sub}</p>`}
          ${parts.layout !== "statement" && parts.badge}
          ${model.lead.map((line) => html`<p class="lead">${line}</p>`)}
          ${parts.layout === "statement" && parts.badge}
          ${model.banner
            ? html`<p class="banner" role="status"><${Icon} name="warn" />${model.banner}<small>${model.code}</small></p>`
            : model.code && html`<p class="code-of">${model.code}</p>`}
        </main>
        ${parts.show && html`<section class="show" aria-label=${model.h1}>${parts.show}</section>`}
      </div>
      <div class="lower">
        ${parts.work && html`<section class="work" aria-label=${words.frame.title}>${parts.work}</section>`}
        <${Foot} model=${model} words=${words} go=${go} primary=${parts.primary ?? model.primary} />
        <${Services} model=${model} words=${words} go=${go} voice=${voice} speaking=${speaking} setSpeaking=${setSpeaking} />
      </div>
      <p class="wait" role="status">${busy ? words.frame.wait : ""}</p>
    </div>
    ${!away && parts.over}
  `;
}

function Summary({ trouble, innerRef }) {
  return html`<div class="trouble" role="alert" tabindex="-1" ref=${innerRef}>
    <${Icon} name="warn" /><p>${trouble.text}${trouble.code && html` <small>${trouble.code}</small>`}</p>
  </div>`;
}

function Stage({ model, words }) {
  if (!model.stage) return null;
  const { at, of, name } = model.stage;
  const said = words.frame.step_of.replace("{at}", at).replace("{of}", of);
  return html`<p class="stage">
    <span class="stage-dots" aria-hidden="true">
      ${Array.from({ length: of }, (_, n) => html`<i class=${n + 1 < at ? "past" : n + 1 === at ? "here" : ""}></i>`)}
    </span>
    <span>${said}<b>${name}</b></span>
  </p>`;
}

// Back and help on the left of every page, what leads on at the right.
function Foot({ model, words, go, primary }) {
  const { frame } = words;
  // Two thoughts, never torn in the middle of one.
  const help = frame.help.split(" / ").flatMap((part, n) => [n > 0 ? " / " : "", html`<span>${part}</span>`]);
  return html`<nav class="foot" aria-label=${frame.next}>
    <div class="foot-back">
      ${model.back && html`<${Press} class="plain" onPress=${() => go("back")}><${Icon} name="back" />${frame.back}<//>`}
      ${model.exit && html`<${Press} class="plain" onPress=${() => go("end")}><${Icon} name="exit" />${frame.exit}<//>`}
      <${Press} class="help" onPress=${() => go("help")}><${Icon} name="bell" /><span class="help-text">${help}</span><//>
    </div>
    <div class="foot-on">
      ${model.ask && html`<p class="foot-ask">${model.ask}</p>`}
      ${model.others.map((other) => html`<${Press} class="second" onPress=${() => go(other.move, other.given)}>${other.label}<//>`)}
      ${primary &&
      html`<${Press} class="primary" onPress=${primary.press ?? (() => go(primary.move, primary.given))}>${primary.label}<//>`}
    </div>
  </nav>`;
}

// The same on every page: reading aloud, language, and how the pages look.
function Services({ model, words, go, voice, speaking, setSpeaking }) {
  const { elder, low, contrast } = model.look;
  const frame = words.frame;
  const service = (icon, label, press, on) =>
    html`<${Press} class="service" aria-pressed=${on === undefined ? undefined : String(on)} onPress=${press}>
      <${Icon} name=${icon} /><span>${label}</span>
    <//>`;
  const speak = () => {
    setSpeaking(true);
    voice.play();
  };
  if (!speaking) {
    return html`<aside class="services" aria-label=${frame.services}>
      ${service("letter", elder ? frame.elder_off : frame.elder, () => go("look", { elder: !elder }), elder)}
      ${!boot.low && service("lower", low ? frame.low_off : frame.low, () => go("look", { low: !low }), low)}
      ${service("contrast", contrast ? frame.contrast_off : frame.contrast, () => go("look", { contrast: !contrast }), contrast)}
      ${service("globe", frame.language, () => go("language", { value: model.lang === "en" ? "zh-CN" : "en" }))}
      ${service("speaker", frame.speak, speak)}
    </aside>`;
  }
  const { speech } = words;
  const end = () => {
    voice.stop();
    setSpeaking(false);
  };
  const off = !boot.speech || voice.failed;
  return html`<aside class="services speaking" aria-label=${speech.title}>
    ${off
      ? html`<p class="speech-off" role="status"><${Icon} name="mute" />${speech.off}</p>`
      : html`${service("again", speech.play, voice.play)} ${service("mute", speech.stop, voice.stop)}
          ${service("softer", speech.softer, voice.softer)} ${service("louder", speech.louder, voice.louder)}`}
    ${service("cross", frame.close, end)}
  </aside>`;
}

function StillThere({ words, seconds, stay, leave }) {
  const first = useRef(null);
  useEffect(() => first.current?.querySelector("button").focus(), []);
  return html`<div class="cover">
    <div class="dialog" role="alertdialog" aria-modal="true" aria-labelledby="still" aria-describedby="still-text">
      <${Icon} name="clock" class="big" />
      <h2 id="still">${words.idle.title}</h2>
      <p id="still-text">${words.idle.text.replace("{seconds}", seconds)}</p>
      <div class="dialog-keys" ref=${first}>
        <${Press} class="primary" onPress=${stay}>${words.idle.stay}<//>
        <${Press} class="second" onPress=${leave}>${words.idle.leave}<//>
      </div>
    </div>
  </div>`;
}

// A page of the frame itself: nothing to press, it goes on by itself.
function Plain({ icon, h1, lines, quiet = false }) {
  const text = html`<h1>${h1}</h1>${lines.map((line) => html`<p class="lead">${line}</p>`)}`;
  return html`<main class=${`alone ${quiet ? "quiet" : ""}`} role=${quiet ? undefined : "main"}>
    ${icon && html`<${Icon} name=${icon} class="big" />`}<div role="status">${text}</div>
  </main>`;
}

guard({
  onActive: () => listen.active(),
  onKey: (key) => listen.key(key),
  onScan: (text) => listen.scan(text),
});
render(html`<${Kiosk} />`, document.getElementById("kiosk"));
