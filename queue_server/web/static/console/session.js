/* Who sits here: signing in, the idle lock that keeps what was typed, and proving it again before a weighty act.
   The page under a lock stays as it was; it is only out of sight and out of reach. */

import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { getMe, lockSession, proveAgain, setCsrf, setGate, setSamePressSeconds, setSeat, signIn, signOut } from "./api.js";
import { loadKeys } from "./keys.js";
import { BellCaption } from "./parts/alarms.js";
import { pair, setLanguage, language, t } from "./texts.js";
import { setServerTime } from "./time.js";
import { Button, Control, setSamePress } from "./ui.js";

const USUAL = { idle_lock_minutes: 15, idle_warn_seconds: 60, same_press_seconds: 3, reminder_percents: [50, 75, 87.5, 100] };

export function take(me) {
  const page = document.documentElement.dataset;
  me.hall.settings = { ...USUAL, ...(me.hall.settings.idle_minutes ? { idle_lock_minutes: me.hall.settings.idle_minutes } : {}), ...me.hall.settings };
  me.seat = { label_zh: page.labelZh, label_en: page.labelEn, ...me.seat };
  setSeat(me.seat.id);
  setCsrf(me.csrf);
  setServerTime(me.now);
  setSamePressSeconds(me.hall.settings.same_press_seconds);
  setSamePress(me.hall.settings.same_press_seconds * 1000);
  loadKeys(me.staff.staff_id);
  return me;
}

export function LanguageSwitch() {
  const other = language() === "en" ? "zh-CN" : "en";
  return html`<button type="button" class="language" lang=${other} onClick=${() => setLanguage(other)}>${other === "en" ? "English" : "中文"}</button>`;
}

/** The form that asks for staff number and password; with `who` only for the password of that person. */
export function SignInForm({ who = null, title, lead, submit, onDone, onOther = null, ask }) {
  const [staffNo, setStaffNo] = useState("");
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState(null);
  const [busy, setBusy] = useState(false);
  const first = useRef(null);
  const trouble = useRef(null);
  useEffect(() => first.current?.focus(), []);
  useEffect(() => { if (problem) trouble.current?.focus(); }, [problem]);
  async function send(event) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      onDone(await ask({ staff_no: who ? who.staff_no : staffNo.trim(), password }));
    } catch (e) {
      setProblem(e);
    } finally {
      setBusy(false);
      setPassword("");
    }
  }
  return html`
    <form class="sign-in card" onSubmit=${send} novalidate>
      <h1>${title}</h1>
      <p>${lead}</p>
      ${problem ? html`<div class="problem" role="alert" tabindex="-1" ref=${trouble}><b>${problem.message}</b></div>` : null}
      ${who
        ? html`<p class="who"><b>${who.name}</b> <span>${who.staff_no}</span></p>`
        : html`<${Control} label=${t("sign_in.staff_no")} required=${true}>${(a) => html`
            <input ...${a} ref=${first} inputmode="numeric" value=${staffNo} onInput=${(e) => setStaffNo(e.currentTarget.value)} />`}</${Control}>`}
      <${Control} label=${t("sign_in.password")} required=${true}>${(a) => html`
        <input ...${a} ref=${who ? first : undefined} type="password" autocomplete="current-password" value=${password} onInput=${(e) => setPassword(e.currentTarget.value)} />`}</${Control}>
      ${"demo" in document.documentElement.dataset ? html`<p class="small" data-demo-password>${t("sign_in.demo")} <a href="/demo" target="_blank" rel="noopener">${t("sign_in.demo_page")}</a></p>` : null}
      <button class=${`button primary ${busy ? "busy" : ""}`} data-primary aria-busy=${busy ? "true" : undefined}>
        <span class="face">${busy ? t("common.working") : submit}</span></button>
      ${onOther ? html`<${Button} kind="quiet" onPress=${onOther}>${t("sign_in.other_person")}</${Button}>` : null}
    </form>`;
}

export function SignInPage({ seatLabel, hallName, onDone }) {
  return html`
    <div class="sign-in-page">
      <header class="top plain"><span class="seat">${seatLabel}</span><span class="grow"></span><${LanguageSwitch} /></header>
      <main><${SignInForm} title=${t("sign_in.title")} lead=${hallName ? `${hallName} · ${seatLabel}` : seatLabel} submit=${t("sign_in.submit")}
        ask=${signIn} onDone=${(me) => onDone(take(me))} /></main>
    </div>`;
}

/** Holds the lock for a signed-in page. `children` stay mounted under it, so nothing typed is lost. */
export function Locked({ me, onMe, children }) {
  const { idle_lock_minutes: minutes, idle_warn_seconds: warnSeconds } = me.hall.settings;
  const [state, setState] = useState(me.locked ? "locked" : "open"); // open | warned | locked | again
  const touched = useRef(Date.now());
  const waiting = useRef([]);
  const left = useRef(0);
  const now = useRef(state);
  const [, redraw] = useState(0);
  now.current = state;

  function lock() {
    setState("locked");
    lockSession().catch(() => {}); // a server out of reach cannot lock, but this page can
  }

  useEffect(() => {
    function touch() {
      if (now.current === "open" || now.current === "warned") {
        touched.current = Date.now();
        if (now.current === "warned") setState("open");
      }
    }
    const signs = ["pointerdown", "keydown", "wheel"];
    signs.forEach((sign) => document.addEventListener(sign, touch, { capture: true, passive: true }));
    const timer = setInterval(() => {
      if (now.current !== "open" && now.current !== "warned") return;
      const idle = (Date.now() - touched.current) / 1000;
      left.current = Math.ceil(minutes * 60 - idle);
      if (left.current <= 0) lock();
      else if (left.current <= warnSeconds) {
        setState("warned");
        redraw((n) => n + 1);
      }
    }, 1000);
    const asked = () => new Promise((done) => waiting.current.push(done));
    setGate({
      signIn() { setState("locked"); return asked(); },
      again() { setState("again"); return asked(); },
    });
    const byHand = () => lock();
    document.addEventListener("lideng:lock", byHand);
    return () => {
      signs.forEach((sign) => document.removeEventListener(sign, touch, { capture: true }));
      document.removeEventListener("lideng:lock", byHand);
      clearInterval(timer);
      setGate(null);
    };
  }, [minutes, warnSeconds]);

  function opened() {
    touched.current = Date.now();
    setState("open");
    waiting.current.splice(0).forEach((done) => done());
  }
  async function leave() {
    await signOut().catch(() => {});
    location.reload();
  }
  const shut = state === "locked" || state === "again";
  return html`
    <div class=${`kept ${shut ? "hidden" : ""}`} inert=${shut}>${children}</div>
    ${state === "warned" ? html`<div class="idle-warning" role="alertdialog" aria-labelledby="idle-h" aria-describedby="idle-p">
        <h2 id="idle-h">${t("lock.warning_title")}</h2><p id="idle-p">${t("lock.warning", { seconds: left.current })}</p></div>` : null}
    ${shut ? html`<div class="lock-page"><header class="top plain"><span class="seat">${pair(me.seat, "label")}</span><span class="grow"></span><${LanguageSwitch} /></header>
        <main><${BellCaption} locked=${true} /><${SignInForm} key=${state} who=${me.staff} title=${t(state === "again" ? "lock.again_title" : "lock.title")} lead=${t(state === "again" ? "lock.again_lead" : "lock.lead")}
          submit=${t(state === "again" ? "lock.again_submit" : "lock.submit")} onOther=${state === "locked" ? leave : null}
          ask=${state === "again" ? async ({ password }) => { await proveAgain(password); return null; } : signIn}
          onDone=${(next) => { if (next) onMe(take(next)); opened(); }} /></main></div>` : null}`;
}

/** Asks who is signed in at this seat: the session, or null. */
export async function whoIsHere() {
  try {
    return take(await getMe());
  } catch (e) {
    if (e.status === 401 || e.status === 403) return null;
    throw e;
  }
}
