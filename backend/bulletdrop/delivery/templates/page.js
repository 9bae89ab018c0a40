const copy = document.getElementById("copy");
if (navigator.clipboard) {
  const words = copy.querySelector("span");
  const name = words.textContent;
  let back;
  const say = (text) => {
    words.textContent = text;
    copy.classList.toggle("said", text !== name);
  };
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    clearTimeout(back);
    try {
      await navigator.clipboard.writeText(new URL(copy.dataset.url, location.href).href);
      say("Link copied");
    } catch {
      say("Couldn't copy: the browser said no");
    }
    back = setTimeout(say, 4000, name);
  });
}
