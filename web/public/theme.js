// Before the first paint, so that nothing flashes. A file of its own, so that no inline script is needed. ui/theme.ts goes on from here.
const root = document.documentElement;
try {
  root.dataset.theme = localStorage.getItem('theme') ?? '';
} catch {
  // Storage is blocked: the system's theme it is.
}
if (root.dataset.theme !== 'light' && root.dataset.theme !== 'dark') {
  root.dataset.theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}
