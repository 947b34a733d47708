/** Git reference to clone. Each string can be an expression. */
export class GitReference {
  /** The latest commit of a branch. */
  public static branch(name: string): GitReference {
    return new GitReference('branch', { branch: name });
  }

  /** A tag. */
  public static tag(name: string): GitReference {
    return new GitReference('tag', { tag: name });
  }

  /** A pull request, by its number. */
  public static pullRequest(number: string): GitReference {
    return new GitReference('PR', { number });
  }

  /** A commit, by its hash. */
  public static commit(sha: string): GitReference {
    return new GitReference('CommitSha', { commitSha: sha });
  }

  private constructor(
    /** @internal */
    public readonly _type: string,
    /** @internal */
    public readonly _spec: { readonly [member: string]: string },
  ) {}

  /** For example `branch main`. */
  public toString(): string {
    return this.asText();
  }

  /** Private, so that TypeScript accepts no string or other object instead of an instance. */
  private asText(): string {
    return `${this._type} ${Object.values(this._spec).join()}`;
  }
}
