/** Nothing: without this file Next would take the one of the dashboard, two folders up. */
export function register(): void {}
