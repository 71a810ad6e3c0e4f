// Starts the scripts of nhsuk-frontend on the page and on whatever htmx swaps in. The address comes from the page,
// because its name carries a hash in production.
const { initAll } = await import(document.getElementById("start-script").dataset.nhsuk);

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
initAll();
document.body.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) initAll({ scope: event.detail.elt });
});
