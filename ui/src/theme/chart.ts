/** Eight hues that stay apart for every kind of colour vision (after Paul Tol's "bright" and "muted" schemes), and in grey by lightness. */
export const SERIES = {
  light: ["#3049c9", "#e07b39", "#128a7a", "#a9437f", "#8a7a12", "#3a9bd6", "#c33d35", "#6d6a75"],
  dark: ["#8fa2ff", "#f2a267", "#4fc3b0", "#dd86b8", "#d0bf55", "#76c3f0", "#ff8f85", "#a8a5b0"],
} as const;
