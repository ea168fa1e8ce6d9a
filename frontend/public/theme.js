// Before the first paint: the theme and the density this person chose.
try {
  var root = document.documentElement;
  var theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  if (localStorage.getItem("density") === "compact") root.dataset.density = "compact";
  if (localStorage.getItem("navigation") === "icons") root.dataset.navigation = "icons";
} catch {
  // Storage refused: the machine's own choice stands.
}
