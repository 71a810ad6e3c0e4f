// The button of a page that is there to be printed; without this the browser's own command does it.
const button = document.getElementById("print");
button.hidden = false;
button.addEventListener("click", () => window.print());
