// Says in words when a request of htmx came to nothing; without this the page would simply stay as it was.
const box = document.getElementById("failure");
const REASONS = {
  0: "The server could not be reached. Nothing was saved; try again in a moment.",
  403: "This is not allowed to you, or the page has stood open too long. Load it again.",
  404: "This is not here any more, or not for you. Load the page again.",
  413: "This file is too large.",
  503: "The service is closed for a moment. Nothing was saved; try again soon.",
};

const say = (status) => {
  box.textContent = REASONS[status] ?? "Something went wrong on our side. Nothing was saved; try again in a moment.";
  box.hidden = false;
  box.scrollIntoView({ block: "nearest" });
};

document.addEventListener("htmx:responseError", (event) => say(event.detail.xhr.status));
document.addEventListener("htmx:sendError", () => say(0));
document.addEventListener("htmx:timeout", () => say(0));
document.addEventListener("htmx:afterSwap", () => (box.hidden = true));
