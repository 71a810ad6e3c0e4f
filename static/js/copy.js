// A button that copies the text of its box; without script, or where the browser refuses, the box is selected by hand.
for (const button of document.querySelectorAll("button[data-copies]")) {
  const box = document.getElementById(button.dataset.copies);
  const says = button.nextElementSibling;
  button.hidden = false;
  button.addEventListener("click", async () => {
    box.focus();
    box.select();
    try {
      await navigator.clipboard.writeText(box.value);
      says.textContent = "Copied";
    } catch {
      says.textContent = "Selected: press Ctrl and C";
    }
  });
}
