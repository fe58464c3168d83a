/** Who walks. The keys are the names; words for them are in the locales. */
export const WALKING_PROFILES = ['adult', 'elderly', 'child', 'wheelchair'] as const;
export type WalkingProfile = (typeof WALKING_PROFILES)[number];

export interface ProfileTraits {
  /** Metres a second on level ground. */
  speedMps: number;
  /** As `ReachOptions.avoidSteps`. */
  avoidSteps: boolean;
}

export const PROFILE_TRAITS: Readonly<Record<WalkingProfile, ProfileTraits>> = {
  // 1.2 m/s (4 ft/s): what the MUTCD timed pedestrian signals by until its edition of 2009 took 3.5 ft/s. 15 minutes of it are
  // 1,080 m, a little more than the 800–1,000 m circle of GB 50180-2018.
  adult: { speedMps: 1.2, avoidSteps: false },
  // 0.9 m/s: slower than 85 % of people over 60, whose 15th percentile is 3.03 ft/s = 0.92 m/s (TCRP 112 / NCHRP 562, 2006).
  elderly: { speedMps: 0.9, avoidSteps: false },
  // 0.88 m/s: mean of pre-school children, the slowest who go on foot (Varela-Martínez et al., “Assessment of time allocated
  // to pedestrian crossing: a study in pre-schoolers”, International Journal of Crashworthiness 29, 2024).
  child: { speedMps: 0.88, avoidSteps: false },
  // 0.69 m/s: chosen, well below people on foot, for those who push their own wheelchair. Steep ways cost time but are not shut.
  wheelchair: { speedMps: 0.69, avoidSteps: true },
};
