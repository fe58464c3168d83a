/** The last few things that were worked out, by a key that names all that they depend on. */
export class RecentAnswers<Answer> {
  private readonly answers = new Map<string, Answer>();
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  get(key: string, make: () => Answer): Answer {
    const known = this.answers.get(key);
    const answer = known ?? make();
    // Put in anew: a map tells its keys in the order they came, so the first is the one longest unasked for.
    this.answers.delete(key);
    this.answers.set(key, answer);
    if (this.answers.size > this.most) this.answers.delete(this.answers.keys().next().value!);
    return answer;
  }

  forget(key: string): void {
    this.answers.delete(key);
  }
}
