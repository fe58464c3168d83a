/** Oldest Node the dependencies promise to run on. */
const MINIMUM = [20, 19, 0] as const;

/** @param version like `20.19.4` */
export function isNodeTooOld(version: string): boolean {
  const parts = version.split('.').map(Number);
  for (let i = 0; i < MINIMUM.length; i++) {
    const part = parts[i] ?? 0;
    if (part !== MINIMUM[i]) return part < MINIMUM[i]!;
  }
  return false;
}

export function nodeTooOldMessage(version: string): string {
  return `OneGrid needs Node ${MINIMUM.join('.')} or newer; this is ${version}. Install a newer one from https://nodejs.org, then run npm install && npm start again.`;
}
