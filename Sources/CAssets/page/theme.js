// The choice between the reader's own theme, light and dark.
//
// Guarantees: it is kept only while the page is open: nothing is stored.
"use strict";
{
  const names = { auto: "auto", light: "light", dark: "dark" }, order = Object.keys(names);

  // Lets a button go through the themes.
  function offerThemes(button) {
    const root = document.documentElement;
    const show = () => { button.textContent = `Theme: ${names[root.dataset.theme] ?? names.auto}`; };
    button.addEventListener("click", () => {
      root.dataset.theme = order[(order.indexOf(root.dataset.theme) + 1) % order.length];
      show();
    });
    show();
    button.hidden = false;
  }

  Object.assign(cutlog, { offerThemes });
}
