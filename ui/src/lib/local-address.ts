/** Where to go after signing in: an address of this app, never one of another site. */
export function localAddress(next: string | undefined): string {
  if (!next?.startsWith("/") || /^\/[/\\]/.test(next) || next.startsWith("/sign-in")) return "/";
  return next;
}
