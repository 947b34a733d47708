/** No identifier, for what is not known. */
const SOME = '?';

/** Where something lives in Harness: in the account, in an organization or in a project. */
export class HarnessScope {
  /** The account. */
  public static account(): HarnessScope {
    return new HarnessScope(0);
  }

  /** An organization, by its identifier. */
  public static organization(orgIdentifier: string): HarnessScope {
    return new HarnessScope(1, orgIdentifier);
  }

  /** A project, by the identifiers of its organization and its own. */
  public static project(orgIdentifier: string, projectIdentifier: string): HarnessScope {
    return new HarnessScope(2, orgIdentifier, projectIdentifier);
  }

  /** Some project, which sees references of every form: of the account, of the organization and its own. @internal */
  public static _someProject(orgIdentifier = SOME): HarnessScope {
    return new HarnessScope(2, orgIdentifier, SOME);
  }

  private constructor(
    /** How many identifiers it must have: one that is missing by mistake would make a wider scope. @internal */
    public readonly _depth: number,
    /** Identifier of the organization; `undefined` for the account. */
    public readonly orgIdentifier?: string,
    /** Identifier of the project; `undefined` for the account and an organization. */
    public readonly projectIdentifier?: string,
  ) {}

  /** Whether something in the other scope can refer to something in this one. */
  public contains(other: HarnessScope): boolean {
    return (
      (this.orgIdentifier === undefined || this.orgIdentifier === other.orgIdentifier) &&
      (this.projectIdentifier === undefined || this.projectIdentifier === other.projectIdentifier)
    );
  }

  /** How an entity of this scope is referred to: `account.identifier`, `org.identifier` or `identifier`. */
  public referenceTo(identifier: string): string {
    if (this.orgIdentifier === undefined) {
      return `account.${identifier}`;
    }
    return this.projectIdentifier === undefined ? `org.${identifier}` : identifier;
  }

  /** For example `project payments of organization eng`. */
  public toString(): string {
    if (this.orgIdentifier === undefined) {
      return 'the account';
    }
    if (this.projectIdentifier === SOME) {
      return 'a pipeline';
    }
    const organization = `organization ${this.orgIdentifier}`;
    return this.projectIdentifier === undefined ? organization : `project ${this.projectIdentifier} of ${organization}`;
  }
}
