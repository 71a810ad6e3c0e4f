// Keeps what is typed on the server while it is typed; to save it stays the user's own step.
const form = document.querySelector("form[data-keep]");
const says = document.getElementById("kept");
const SOON = 2000; // milliseconds after a key
const LOST = "Not kept: the server does not answer. Your words are still on this page.";
const LOCKED = "Not kept: the session is locked. Sign in again in another window, then go on here.";
const OVER = "Not kept: this version was ended meanwhile, or is yours to write no more. Copy your words.";
let waiting = 0;
let over = false;

const keep = async () => {
  waiting = 0;
  try {
    const answer = await fetch(form.dataset.keep, { method: "POST", body: new FormData(form) });
    if (over) return;
    const plain = answer.headers.get("Content-Type")?.startsWith("text/plain");
    says.textContent = plain ? await answer.text() : answer.status === 403 ? OVER : LOCKED;
  } catch {
    says.textContent = LOST;
  }
};

form?.addEventListener("input", () => {
  waiting ||= setTimeout(keep, SOON);
});
form?.addEventListener("submit", () => {
  over = true;
  clearTimeout(waiting);
});
addEventListener("pagehide", () => {
  if (waiting && !over) navigator.sendBeacon(form.dataset.keep, new FormData(form));
});
