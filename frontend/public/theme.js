// Before the first paint: the theme and the density this person chose. The
// scheme of the machine is written on the root, for what inherits a colour is
// not painted again when only the machine's choice changes.
var root = document.documentElement;
var dark = window.matchMedia("(prefers-color-scheme: dark)");
function follow() {
  root.dataset.scheme = dark.matches ? "dark" : "light";
}
follow();
dark.addEventListener("change", follow);
try {
  var theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  if (localStorage.getItem("density") === "compact") root.dataset.density = "compact";
  if (localStorage.getItem("navigation") === "icons") root.dataset.navigation = "icons";
} catch {
  // Storage refused: the machine's own choice stands.
}
