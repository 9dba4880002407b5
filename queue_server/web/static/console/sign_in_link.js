/* A one-use sign-in link: one button, so that a link preview or a scanner cannot use it up. */

import { Problem, signIn } from "./api.js";
import { t } from "./texts.js";
import { putWords } from "./words_in_page.js";

await putWords();
document.title = t("sign_in.link_title");
const button = document.getElementById("go");
const problem = document.getElementById("problem");

button.addEventListener("click", async () => {
  if (button.getAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  button.firstElementChild.textContent = t("common.working");
  problem.hidden = true;
  try {
    const me = await signIn({ seat: undefined, token: document.documentElement.dataset.token });
    location.replace(`/console/${encodeURIComponent(me.seat.id)}`);
  } catch (e) {
    if (!(e instanceof Problem)) throw e;
    problem.querySelector("b").textContent = e.message;
    problem.querySelector("small").textContent = e.reference || "";
    problem.hidden = false;
    problem.focus();
    button.removeAttribute("aria-busy");
    button.firstElementChild.textContent = t("sign_in.link_submit");
  }
});
button.disabled = false; // a press before this line would have been lost
