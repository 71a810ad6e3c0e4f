// Warns before the session locks, and leaves the page when it has. The server alone knows how long it stays open: it says
// so with every answer (Session-Left), and is asked before anything is shown, because another tab may have used it.
const dialog = document.getElementById("session");
const stayForm = document.getElementById("session-stay");
const time = document.getElementById("session-time");
const problem = document.getElementById("session-problem");
const { ask, unlock, whose } = dialog.dataset;
const warning = Number(dialog.dataset.warning);
const ASK_AGAIN = 5; // seconds, while the dialog is open
let ends = Date.now() + 1000 * Number(dialog.dataset.left);
let asked = 0;

const left = () => Math.ceil((ends - Date.now()) / 1000);

const leave = (address) => {
  document.body.hidden = true; // at once: the next page may be slow to come
  location.replace(address);
};

const here = () => `${unlock}?next=${encodeURIComponent(dialog.dataset.here || location.pathname + location.search)}`;

// An answer without the header comes from a session that has locked or ended.
const heard = (headers) => {
  if (!headers.has("Session-Left")) return leave(here());
  if (headers.get("Session-Whose") !== whose) return leave("/");
  ends = Date.now() + 1000 * Number(headers.get("Session-Left"));
  if (dialog.open && left() > warning) dialog.close();
};

const question = async () => {
  asked = Date.now();
  try {
    heard((await fetch(ask)).headers);
  } catch {
    if (left() <= 0) document.body.hidden = true; // what cannot be asked is not shown either
  }
};

const words = (seconds) => (seconds > 90 ? "2 minutes" : seconds > 50 ? "1 minute" : `${Math.max(0, seconds)} seconds`);

const tick = async () => {
  if (left() > warning) return;
  if (Date.now() - asked >= 1000 * ASK_AGAIN || left() <= 0) await question();
  if (left() > warning) return;
  time.textContent = words(left());
  if (!dialog.open) dialog.showModal();
};

const stay = async () => {
  problem.hidden = true;
  try {
    heard((await fetch(stayForm.action, { method: "POST", body: new FormData(stayForm) })).headers);
  } catch {
    problem.hidden = false;
  }
};

stayForm.addEventListener("submit", (event) => {
  event.preventDefault();
  stay();
});
dialog.addEventListener("cancel", (event) => {
  event.preventDefault(); // somebody pressed a key, so somebody is there
  stay();
});
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && question());
addEventListener("pageshow", (event) => event.persisted && question());
document.addEventListener("htmx:afterRequest", ({ detail: { xhr } }) => {
  const seconds = xhr?.getResponseHeader("Session-Left");
  if (seconds) ends = Date.now() + 1000 * Number(seconds);
});
setInterval(tick, 1000);
