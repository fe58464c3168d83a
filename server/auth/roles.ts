/** Who may do what, from the least to the most: each may what those before may. */
export const ROLES = ['viewer', 'operator', 'planner', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export function isRole(text: string): text is Role {
  return ROLES.some((role) => role === text);
}

/** Whether somebody of a role may do what the other role may. */
export function mayAct(role: Role, as: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(as);
}
