/* The citizen's own screen at a window: what the officer enters for him, and his answer to it. Draws only the fields named here,
   keeps nothing, and forgets everything at once when the server says so or the link is down. Never another person's data. */

import { follow, linkDownSeconds } from "/static/shared/live.js";
import { Guard, Icon, Pair, Said, html, page, show, useEffect, useRef, useState, words } from "./parts.js";

const NEUTRAL_SECONDS = 5;
const LOOK_MS = 250;
const SEND_SECONDS = 5;
const SEND_TRIES = 2;
const FIELDS_A_PAGE = 8;

/* The server masks. This is the second lock on the same door: a whole identity number is never drawn. */
const masked = (value) => value.replace(/\b(\d{3})(\d{11}|\d{8})(\d{3}[\dXx])\b/g, (_, head, middle, tail) => head + "*".repeat(middle.length) + tail);

/* Of all that may come over the line, these are the things this screen knows. */
function known(data) {
  const text = (value) => (value == null ? "" : masked(String(value)));
  return {
    state: data.state,
    officer: { name: text(data.officer?.name), staff_no: text(data.officer?.staff_no) },
    number: text(data.number),
    business: { zh: text(data.business_zh), en: text(data.business_en) },
    step: data.step, steps: data.steps,
    fields: (data.fields ?? []).map((field) => ({
      key: field.key, label: { zh: text(field.label_zh), en: text(field.label_en) }, value: text(field.value), changed: field.changed === true,
    })),
    asked: data.confirm?.asked === true,
    answer: data.confirm?.answer ?? null,
    rating: data.rating ? { ticket: String(data.rating.ticket_id), score: data.rating.score ?? null, accepted: data.rating.accepted === true } : null,
  };
}

function useCitizen() {
  const [shown, setShown] = useState(null);
  const [refused, setRefused] = useState(false);
  useEffect(() => {
    let board = null;
    let neutral = true;
    const start = () => {
      board = follow(page.board, {
        onData: (data) => { neutral = false; setRefused(false); setShown(known(data)); },
        onState: (state) => { document.documentElement.dataset.link = state; if (state !== "live") setShown(null); },
        onRefused: () => setRefused(true),
      });
    };
    start();
    const timer = setInterval(() => {
      if (neutral || linkDownSeconds() <= NEUTRAL_SECONDS) return;
      // Not hidden but gone: also what the connection itself remembers.
      neutral = true;
      setShown(null);
      board.forget();
    }, LOOK_MS);
    return () => { clearInterval(timer); board.stop(); };
  }, []);
  return [shown, refused];
}

function Quiet({ icon, k, hint }) {
  return html`<div class="quiet">
    <${Icon} name=${icon} />
    <p class="big"><${Said} k=${k} /></p>
    ${hint ? html`<p class="soft"><${Said} k=${hint} /></p>` : null}
  </div>`;
}

function About({ shown }) {
  const { officer, number, business, step, steps } = shown;
  return html`<header class="about">
    <strong class="number"><small>${words("citizen.number")}</small>${number}</strong>
    <div class="business"><${Pair} pair=${business} /></div>
    <div class="officer"><div>${words("citizen.officer")}</div><strong>${officer.name}</strong> ${words("citizen.staff_no", { staff_no: officer.staff_no })}</div>
    ${steps ? html`<div class="steps"><${Said} k="citizen.step" v=${{ step, steps }} />
      <ol aria-hidden="true">${Array.from({ length: steps }, (_, place) => html`<li class=${place < step ? "done" : ""}></li>`)}</ol></div>` : null}
  </header>`;
}

function Field({ field, wrong, onTouch }) {
  const tag = wrong ? { k: "citizen.marked", icon: "cross" } : field.changed ? { k: "citizen.changed", icon: "change" } : null;
  const inside = html`
    <span class="label"><${Pair} pair=${field.label} /></span>
    <span class="value ${field.value ? "" : "empty"}">${field.value || words("citizen.empty")}</span>
    ${tag ? html`<span class="tag"><${Icon} name=${tag.icon} /><${Said} k=${tag.k} /></span>` : null}`;
  const name = `field ${wrong ? "wrong" : field.changed ? "changed" : ""}`;
  return onTouch
    ? html`<button type="button" class=${name} aria-pressed=${wrong} data-field=${field.key} onClick=${onTouch}>${inside}</button>`
    : html`<div class=${name} data-field=${field.key}>${inside}</div>`;
}

async function send(act, body, key) {
  for (let left = SEND_TRIES; ; left -= 1) {
    try {
      const answer = await fetch(`${page.acts}/${act}`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "Accept-Language": page.lang, "Idempotency-Key": key },
        body: JSON.stringify({ window_id: page.place, ...body }),
        signal: AbortSignal.timeout(SEND_SECONDS * 1000),
      });
      if (answer.ok) return { ok: true };
      const { error } = await answer.json();
      return { ok: false, reason: error?.message };
    } catch {
      if (left <= 1) return { ok: false };
    }
  }
}

/** The two answers. The same press sent again carries the same key, so that it counts once. */
function useAnswer(subject) {
  const [sending, setSending] = useState({ subject, stage: "open" });
  const key = useRef(null);
  const current = sending.subject === subject ? sending : { subject, stage: "open" };
  const answer = async (act, what) => {
    if (current.stage === "sending" || current.stage === "sent") return;
    const press = `${subject}|${act}|${JSON.stringify(what)}`;
    if (key.current?.press !== press) key.current = { press, id: newKey() };
    setSending({ subject, stage: "sending", act });
    const { ok, reason } = await send(act, act === "rate" ? what : { what }, key.current.id);
    if (ok) key.current = null;
    setSending({ subject, stage: ok ? "sent" : "failed", act, reason });
  };
  return [current, answer];
}

/* Also over plain HTTP in the hall's own network, where randomUUID is not offered. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

const ANSWERED = { citizen_confirm: "citizen.confirmed", citizen_object: "citizen.objected" };

function Told({ k, v, good, bad, icon }) {
  return html`<p class="told ${good ? "good" : ""} ${bad ? "bad" : ""}" role="status"><${Icon} name=${icon} /><${Said} k=${k} v=${v} /></p>`;
}

function Answers({ shown, state, wrong, last, pageOf, turn, answer }) {
  if (shown.state === "CONFIRMED" || shown.answer === "CONFIRMED") return html`<${Told} k="citizen.confirmed" icon="check" good=${true} />`;
  if (shown.answer) return html`<${Told} k="citizen.objected" icon="person" />`;
  if (!shown.asked) return null;
  if (state.stage === "sent") return html`<${Told} k=${ANSWERED[state.act]} icon=${state.act === "citizen_confirm" ? "check" : "person"} good=${state.act === "citizen_confirm"} />`;
  const sending = state.stage === "sending";
  const press = (act, what) => () => !sending && answer(act, what);
  return html`
    ${state.stage === "failed" ? (state.reason
      ? html`<${Told} k="citizen.refused" v=${{ reason: state.reason }} icon="warning" bad=${true} />`
      : html`<${Told} k="citizen.failed" icon="warning" bad=${true} />`) : null}
    ${pageOf > 0 ? html`<button type="button" class="turn" onClick=${() => turn(-1)}><${Icon} name="left" /><${Said} k="citizen.previous" /></button>` : null}
    <button type="button" class="no" aria-disabled=${sending} onClick=${press("citizen_object", wrong.join(",") || "CHECK")}>
      <${Icon} name="cross" /><${Said} k=${sending ? "citizen.sending" : "citizen.object"} /></button>
    ${last
      ? html`<button type="button" class="yes" aria-disabled=${sending || wrong.length > 0} onClick=${() => !wrong.length && press("citizen_confirm", "CHECK")()}>
          <${Icon} name="check" /><${Said} k=${sending ? "citizen.sending" : "citizen.confirm"} /></button>`
      : html`<button type="button" class="turn" onClick=${() => turn(1)}><${Said} k="citizen.next" /><${Icon} name="arrow" /></button>`}`;
}

function Work({ shown }) {
  const checking = shown.state === "CHECK" && shown.asked && !shown.answer;
  const subject = `${shown.number}|${shown.fields.map(({ key, value }) => `${key}=${value}`).join("|")}`;
  const [seen, setSeen] = useState({ subject, page: 0, wrong: [] });
  const [state, answer] = useAnswer(subject);
  const now = seen.subject === subject ? seen : { subject, page: 0, wrong: [] };
  const pages = Math.max(1, Math.ceil(shown.fields.length / FIELDS_A_PAGE));
  // While the officer types, the page with the newest entries is the one to watch.
  const at = checking ? Math.min(now.page, pages - 1) : pages - 1;
  const fields = shown.fields.slice(at * FIELDS_A_PAGE, (at + 1) * FIELDS_A_PAGE);
  const toggle = (key) => setSeen({ ...now, wrong: now.wrong.includes(key) ? now.wrong.filter((one) => one !== key) : [...now.wrong, key] });
  const answers = shown.state === "CHECK" || shown.state === "CONFIRMED";
  return html`
    <section class="work">
      <p class="ask"><${Said} k=${checking ? "citizen.check" : shown.state === "CONFIRMED" ? "citizen.given" : "citizen.filling"} />
        <small>${pages > 1 ? words("citizen.page", { page: at + 1, pages }) : checking ? words("citizen.object_hint") : null}</small></p>
      <div class="fields" style=${{ "--rows": Math.max(3, Math.ceil(fields.length / 2)) }}>${fields.map((field) => html`<${Field} key=${field.key} field=${field}
        wrong=${now.wrong.includes(field.key)} onTouch=${checking ? () => toggle(field.key) : null} />`)}</div>
    </section>
    <div class="below">
      ${answers ? html`<div class="answers"><${Answers} shown=${shown} state=${state} wrong=${now.wrong} last=${at === pages - 1} pageOf=${at}
        turn=${(by) => setSeen({ ...now, page: at + by })} answer=${answer} /></div>` : null}
      <p class="only"><${Icon} name="person" /><${Said} k="citizen.only_yours" /></p>
    </div>`;
}

/** One touch, one rating, for the service that has just ended. Thanks alone where there is nothing to rate, or it was rated. */
function Rating({ rating }) {
  const [state, answer] = useAnswer(rating?.ticket ?? "");
  const done = rating?.score || state.stage === "sent";
  return html`<section class="work"><${Quiet} icon="check" k=${done ? "citizen.rated" : rating && !rating.accepted ? "citizen.served" : "citizen.rating"} hint=${rating && !rating.accepted ? null : "citizen.rating_hint"} /></section>
    ${rating && !done ? html`<div class="below"><p class="ask"><${Said} k="citizen.rate" /></p>
      <div class="answers scores">${[5, 4, 3, 2, 1].map((score) => html`<button type="button" key=${score} class="turn" data-score=${score} aria-disabled=${state.stage === "sending" ? "true" : undefined}
        onClick=${() => answer("rate", { ticket_id: rating.ticket, score })}><${Said} k=${`citizen.score_${score}`} /></button>`)}
      ${state.stage === "failed" ? html`<p class="told bad" role="alert">${state.reason || words("citizen.failed")}</p>` : null}</div></div>` : null}`;
}

function Citizen() {
  const [shown, refused] = useCitizen();
  let body;
  if (refused && !shown) body = html`<${Quiet} icon="desk" k="citizen.not_allowed" hint="live.refused" />`;
  else if (!shown) body = html`<${Quiet} icon="wait" k="citizen.neutral" hint="citizen.neutral_hint" />`;
  else if (shown.state === "HALTED") body = html`${shown.business.zh ? html`<${About} shown=${shown} />` : null}<${Quiet} icon="warning" k="citizen.halted" hint="citizen.halted_hint" />`;
  else if (shown.state === "RATING") body = html`<${Rating} key=${shown.rating?.ticket} rating=${shown.rating} />`;
  else if (["FILLING", "CHECK", "CONFIRMED"].includes(shown.state)) body = html`<${About} shown=${shown} /><${Work} key=${shown.number} shown=${shown} />`;
  else if (shown.state === "GREETING") body = html`<${About} shown=${shown} /><${Quiet} icon="person" k="citizen.greeting" hint="citizen.only_yours" />`;
  else body = html`<${Quiet} icon="person" k="citizen.welcome" hint="citizen.only_yours" />`;
  return html`<main class="citizen" data-state=${shown?.state ?? "NEUTRAL"}><h1 class="unseen">${words("titles.citizen")}</h1>${body}</main>`;
}

show(html`<${Guard}><${Citizen} /><//>`);
