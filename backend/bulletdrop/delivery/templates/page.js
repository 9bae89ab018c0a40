const copy = document.getElementById("copy");
if (navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    const said = copy.querySelector("span");
    try {
      await navigator.clipboard.writeText(new URL(copy.dataset.url, location.href).href);
      said.textContent = "Link copied";
    } catch {
      said.textContent = "Couldn't copy: the browser said no";
    }
  });
}
