/* Puts the words of the chosen language into a page whose HTML came ready from the server. */

import { language, loadTexts, onLanguage, setLanguage, t } from "./texts.js";

function put() {
  for (const place of document.querySelectorAll("[data-text]")) place.textContent = t(place.dataset.text);
  for (const place of document.querySelectorAll("[data-zh]")) place.textContent = language() === "en" ? place.dataset.en : place.dataset.zh;
  const other = language() === "en" ? "zh-CN" : "en";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "language";
  button.lang = other;
  button.textContent = other === "en" ? "English" : "中文";
  button.addEventListener("click", () => { setLanguage(other); document.querySelector("#language button")?.focus(); });
  document.getElementById("language").replaceChildren(button);
}

export async function putWords() {
  await loadTexts();
  put();
  onLanguage(put);
}
