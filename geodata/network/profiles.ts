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
  // 1.2 m/s (4 ft/s): the design speed of pedestrian signals in the MUTCD until 2009; 15 minutes of it are 1,080 m,
  // a little more than the 800–1,000 m on foot that GB 50180-2018 (table 3.0.4) reckons with.
  adult: { speedMps: 1.2, avoidSteps: false },
  // 0.9 m/s: slower than 85 % of people over 60, whose 15th percentile is 3.03 ft/s = 0.92 m/s (TCRP 112 / NCHRP 562, 2006).
  elderly: { speedMps: 0.9, avoidSteps: false },
  // 0.88 m/s: mean of pre-school children, the slowest who go on foot (Varela-Martínez et al., “Assessment of time allocated
  // to pedestrian crossing: a study in pre-schoolers”, International Journal of Crashworthiness 29, 2024).
  child: { speedMps: 0.88, avoidSteps: false },
  // 0.69 m/s: mean of people who push their own wheelchair on level ground (Boyce, Shields & Silcock, “Toward the
  // characterization of building occupancies for fire safety engineering: capabilities of disabled people moving horizontally
  // and on an incline”, Fire Technology 35, 1999).
  wheelchair: { speedMps: 0.69, avoidSteps: true },
};
