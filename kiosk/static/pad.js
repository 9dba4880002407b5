// Numbers of documents, certificates and notices: printed parts stand there, the rest is typed on large keys.

import { html, useEffect, useState } from "./dom.js";
import { Icon } from "./icons.js";
import { Press } from "./press.js";
import { pause } from "./wire.js";

const FEW_KEYS = 12;
const READER_REST_MS = 1000;
const PLACE = "＿";

export function usePad({ model, words, go, listen, readCard }) {
  const boxes = model.boxes.filter((box) => box.printed === undefined);
  const [typed, setTyped] = useState(() => Object.fromEntries(boxes.map((box) => [box.id, box.value ?? ""])));
  const [at, setAt] = useState(() => Math.max(0, boxes.findIndex((box) => !isFull(box, box.value ?? ""))));
  const box = boxes[at];

  const set = (text) => setTyped((now) => ({ ...now, [box.id]: text }));
  const onward = (text) => isFull(box, text) && at < boxes.length - 1 && setAt(at + 1);
  const put = (character) => {
    if (character === "Backspace") return erase();
    const sign = character.toUpperCase();
    const now = typed[box.id];
    if (isChoice(box) || !box.keys.includes(sign) || now.length >= box.most) return undefined;
    set(now + sign);
    return onward(now + sign);
  };
  const choose = (choice) => {
    set(choice);
    onward(choice);
  };
  const erase = () => {
    if (!typed[box.id] && at > 0) setAt(at - 1);
    else set(isChoice(box) ? "" : typed[box.id].slice(0, -1));
  };
  const clear = () => {
    setTyped(Object.fromEntries(boxes.map((one) => [one.id, ""])));
    setAt(0);
  };
  const enter = () => go(model.primary.move, { values: typed });
  const scanned = (text) => {
    if (model.card) go("enter", { values: { number: text } });
    else if (model.scan || model.card_typed) go("scan", { text });
  };

  useEffect(() => {
    listen.key = put;
    listen.scan = scanned;
  });
  useEffect(() => (model.card_waits ? readOn(readCard) : undefined), []);

  const steps = boxes.length > 1 && { at, of: boxes.length, go: (by) => setAt(at + by) };
  return {
    layout: isNarrow(box) ? "split" : "",
    show: html`<${Number} model=${model} words=${words} typed=${typed} here=${box} />`,
    work: html`<${Keys} box=${box} value=${typed[box.id]} words=${words} put=${put} choose=${choose} erase=${erase} clear=${clear}
      steps=${steps} card=${model.card_touch && (() => readCard())} />`,
    primary: { ...model.primary, press: enter },
  };
}

// A reader on this machine is asked again and again as long as the page stands.
function readOn(readCard) {
  let wanted = true;
  (async () => {
    while (wanted) {
      try {
        await readCard();
      } catch {
        await pause(READER_REST_MS);
      }
    }
  })();
  return () => (wanted = false);
}

const isChoice = (box) => box.choices?.length > 0;
const isFull = (box, text) => (isChoice(box) ? text !== "" : text.length >= box.most);
const isNarrow = (box) => isChoice(box) || box.keys.length <= FEW_KEYS;

function Number({ model, words, typed, here }) {
  const value = (box) => box.printed ?? typed[box.id];
  const whole = model.boxes.map(value).join("");
  return html`<div class="number">
    <p class="number-line" aria-hidden="true">
      ${model.boxes.map((box) =>
        box.printed === undefined
          ? html`<span class=${`box ${box.id === here.id ? "here" : ""} ${model.trouble?.where === box.id ? "wrong" : ""}`}>
              ${grouped(box, typed[box.id]).map((part) => html`<span>${part}</span>`)}
            </span>`
          : html`<span class="printed">${box.printed}</span>`,
      )}
    </p>
    <p class="unseen" role="status">${words.keys.typed} ${whole || words.keys.empty}</p>
  </div>`;
}

// In the groups people read numbers in; an open place shows where the next sign goes.
function grouped(box, text) {
  const fixed = box.least === box.most && box.most <= 8 ? box.most : text.length + (text.length < box.most ? 1 : 0);
  const shown = text.padEnd(isChoice(box) ? Math.max(2, text.length) : fixed, PLACE);
  const parts = [];
  let from = 0;
  for (const length of box.groups.length ? box.groups : [shown.length]) {
    parts.push(shown.slice(from, from + length));
    from += length;
  }
  return [...parts, shown.slice(from)].filter(Boolean);
}

function Keys({ box, value, words, put, choose, erase, clear, steps, card }) {
  const key = (label, press, extra = "", disabled = false) =>
    html`<${Press} class=${`key ${extra}`} disabled=${disabled} onPress=${press}>${label}<//>`;
  const signs = [...box.keys];
  const body = isChoice(box)
    ? html`<div class="keys choice-keys">${box.choices.map((one) => key(one, () => choose(one), one === value ? "chosen" : ""))}</div>`
    : isNarrow(box)
      ? html`<div class="keys digit-keys">${digits(signs).map((sign) => key(sign, () => put(sign)))}</div>`
      : html`<div class="keys letter-keys">${signs.map((sign) => key(sign, () => put(sign)))}</div>`;
  return html`<div class=${`pad ${isNarrow(box) ? "" : "pad-wide"}`}>
    ${body}
    <div class="keys edit-keys">
      ${key(html`<${Icon} name="erase" />${words.keys.erase}`, erase, "edit")} ${key(words.keys.clear, clear, "edit")}
      ${steps && key(words.keys.backward, () => steps.go(-1), "edit", steps.at === 0)}
      ${steps && key(words.keys.forward, () => steps.go(1), "edit", steps.at === steps.of - 1)}
      ${card && key(html`<${Icon} name="card" />${words.reader.simulated}`, card, "edit")}
    </div>
  </div>`;
}

// As on a telephone: 1 to 9, then what else there is, and 0.
function digits(signs) {
  const others = signs.filter((sign) => !"0123456789".includes(sign));
  return [..."123456789", ...others, "0"];
}
