/* Where a console page begins: texts, then who sits here, then the post's own page. */

import { html, render } from "htm/preact";
import { useEffect, useState } from "preact/hooks";

import { reconnect } from "/static/shared/live.js";

import { liveAuth, setSeat } from "./api.js";
import { useWords } from "./hooks.js";
import { CashierPost, CertificatePost, IssuerPost, TaxPost } from "./posts/behind.js";
import { CallBackPost } from "./posts/callback.js";
import { withCrew } from "./posts/crew.js";
import { DeskPost } from "./posts/desk.js";
import { DirectorPost } from "./posts/director.js";
import { GuidePost } from "./posts/guide.js";
import { JudicialPost } from "./posts/judicial.js";
import { PlainPost } from "./posts/plain.js";
import { QualityPost, withQuality } from "./posts/quality.js";
import { RegistrarPost } from "./posts/registrar.js";
import { WindowPost } from "./posts/window.js";
import { Locked, SignInPage, whoIsHere } from "./session.js";
import { Shell } from "./shell.js";
import { language, loadTexts, t } from "./texts.js";
import { Trouble } from "./ui.js";

/* One post, one page. A post that is not here gets the plain one. */
export const POSTS = {
  ACCEPTOR: withCrew(WindowPost), REGISTRAR: RegistrarPost, PRE_REVIEWER: DeskPost, CERT_CLERK: CertificatePost, CASHIER: CashierPost, ISSUER: withCrew(IssuerPost), TAX_CLERK: TaxPost,
  GUIDE: GuidePost, JUDICIAL_CLERK: JudicialPost, DIRECTOR: withQuality(DirectorPost), QC: QualityPost, BUREAU: QualityPost, CALLBACK: CallBackPost,
};

const page = document.documentElement.dataset;

function labelOfSeat() {
  return (language() === "en" ? page.labelEn : page.labelZh) || page.seat;
}

function Console() {
  useWords();
  const [me, setMe] = useState(undefined); // undefined: not known yet, null: nobody
  const [problem, setProblem] = useState(null);
  useEffect(() => { whoIsHere().then(setMe, setProblem); }, []);
  useEffect(() => { if (me === null) document.title = `${t("sign_in.title")} · ${labelOfSeat()}`; });
  if (problem) {
    return html`<main class="start-problem"><${Trouble} problem=${problem} />
      <button type="button" class="button primary" data-primary onClick=${() => location.reload()}>${t("common.try_again")}</button></main>`;
  }
  if (me === undefined) return html`<main class="start-problem"><p class="nothing" role="status">${t("common.loading")}</p></main>`;
  if (me === null) return html`<${SignInPage} seatLabel=${labelOfSeat()} onDone=${setMe} />`;
  return html`<${Locked} me=${me} onMe=${(next) => { setMe(next); reconnect(liveAuth()); }}><${Shell} me=${me} onDuty=${() => whoIsHere().then((next) => { if (next) { setMe(next); reconnect(liveAuth()); } }, () => {})} post=${POSTS[me.seat.post] || PlainPost} title=${labelOfSeat()} /></${Locked}>`;
}

setSeat(page.seat);
await loadTexts();
render(html`<${Console} />`, document.getElementById("page"));
