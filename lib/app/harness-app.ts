import { statSync } from 'node:fs';
import { App, Yaml, type AppProps, type Chart } from 'cdk8s';
import { ANYTHING, constructProps, HarnessConstructsError, PropertyChecks, TEXT } from '../values';
import { documentFolder, leavesDocumentsOut, refuseBelowOutput, refuseBesideProject } from './document-folder';
import { replaceFiles, type OutputChanges } from './output-folder';
import { nextOutputOwner } from './output-owner';
import { renderDocuments } from './render-documents';
import { type Files, renderConstructMetadata, renderFiles } from './render-files';
import { Synthesis } from './synthesis';
import { validate } from './validate';

/**
 * Properties of {@link HarnessApp}.
 *
 * @see https://cdk8s.io/docs/latest/basics/app/
 */
export interface HarnessAppProps extends AppProps {
  /**
   * The name under which this app remembers what it wrote into the output folder. It deletes files that were written
   * under this name and that it no longer renders, and no others: apps that share a folder need different names.
   *
   * Set it when one program gives different manifests from run to run (by an environment variable, say) into one
   * folder, when the program file is renamed often, or when the program is written in another language than
   * TypeScript or JavaScript.
   *
   * @default - the program's file, as seen from the output folder, and a number from the second app of a program on.
   * Nothing is deleted where the program is not known: code from standard input, a test runner, other languages.
   */
  readonly outputOwner?: string;
}

/**
 * A cdk8s App that is faster and kinder to its output folder. It writes the files that cdk8s' own App writes, with the
 * same names and the same content.
 *
 * **All or nothing.** Everything is rendered in memory first. A program that throws leaves the folder of an earlier run
 * as it was. Then each file is replaced in one step, and a file whose content is unchanged is not touched.
 *
 * **No leftovers.** A chart or object that the program no longer has loses its file, too. The app deletes only what it
 * wrote itself: it keeps a list, `.harness-constructs`, in the output folder. If you commit the manifests, commit the
 * list with them. Files of others stay.
 *
 * **Shared folders.** Several programs, and several apps of one program, may write to one folder. Each has a part of
 * the list of its own and leaves the files of the others alone; a file that two of them write belongs to the later one.
 * They are told apart by the program's file; see `outputOwner` for programs for which this is not enough.
 *
 * **Documents for Harness** (connectors, stages) go to a folder beside the output, `dist-harness` for `dist`, or to the one
 * that the environment variable HARNESS_OUTDIR names. It never lies below the output folder, where every tool takes a YAML
 * file for a Kubernetes object. cdk8s' own App leaves them out, and so does `cdk8s synth --stdout` without the variable. An
 * output folder that is the current one, or around it, has no place beside it in the project: then the variable is needed.
 *
 * **`cdk8s synth`** works as with cdk8s' App. But the command itself empties the folder before it runs the program, so
 * nothing is left when the program throws. Run the program without it (`node main.js`) to keep the earlier output.
 *
 * **Fast.** Validations run once and dependencies are resolved once, and not once more for each chart.
 *
 * @see https://cdk8s.io/docs/latest/basics/app/
 */
export class HarnessApp extends App {
  private readonly recordsConstructs: boolean;
  private readonly outputOwner?: string;
  private readonly documentFolder: string;
  private readonly documentOwner?: string;
  private changes: OutputChanges = { written: [], removed: [] };
  private documentChanges: OutputChanges = { written: [], removed: [] };

  constructor(props: HarnessAppProps = {}) {
    super(props);
    PROPS(new PropertyChecks(this), '', { ...props });
    checkOwner(props.outputOwner);
    this.outputOwner = props.outputOwner ?? nextOutputOwner(this.outdir);
    this.documentFolder = documentFolder(this.outdir);
    // Programs with folders of their own for manifests may share one for documents.
    this.documentOwner = props.outputOwner ?? nextOutputOwner(this.documentFolder);
    this.recordsConstructs = props.recordConstructMetadata ?? process.env.CDK8S_RECORD_CONSTRUCT_METADATA === 'true';
  }

  /**
   * All charts of the app, each after the charts that it or anything in it depends on. cdk8s' own App knows the latter
   * only after `synth()`.
   */
  public override get charts(): Chart[] {
    return [...new Synthesis(this).charts];
  }

  /**
   * The files that the last `synth()` gave, also those whose content was already right: paths relative to `outdir`,
   * with `/`, sorted. Empty before `synth()`.
   */
  public get writtenFiles(): string[] {
    return [...this.changes.written];
  }

  /**
   * The files of an earlier run that the last `synth()` deleted because the app no longer has them: paths relative to
   * `outdir`, with `/`, sorted. Empty before `synth()`.
   */
  public get removedFiles(): string[] {
    return [...this.changes.removed];
  }

  /** The folder for documents for Harness. @throws an error where HARNESS_OUTDIR lies in the output folder. */
  public get documentOutdir(): string {
    refuseBelowOutput(this.outdir, this.documentFolder);
    return this.documentFolder;
  }

  /**
   * The documents for Harness that the last `synth()` gave: paths relative to `documentOutdir`, with `/`, sorted. Empty
   * before `synth()`.
   */
  public get writtenDocuments(): string[] {
    return [...this.documentChanges.written];
  }

  /** Writes all manifests to the output folder, and all documents for Harness beside it, once all of them are rendered. */
  public override synth(): void {
    validate(this);
    const synthesis = new Synthesis(this);
    const files = renderFiles(this, synthesis);
    if (this.recordsConstructs) {
      renderConstructMetadata(synthesis).forEach((text, path) => files.set(path, text));
    }
    const documents = this.renderDocuments();
    this.changes = replaceFiles(this.outdir, files, this.outputOwner);
    this.documentChanges = this.replaceDocuments(documents);
  }

  private renderDocuments(): Files {
    if (leavesDocumentsOut(this.outdir)) {
      return new Map();
    }
    const documents = renderDocuments(this);
    refuseBelowOutput(this.outdir, this.documentFolder, documents.keys());
    if (documents.size > 0) {
      refuseBesideProject(this.outdir);
    }
    return documents;
  }

  /** A program without documents makes no folder for them. */
  private replaceDocuments(documents: Files): OutputChanges {
    const isThere = statSync(this.documentFolder, { throwIfNoEntry: false })?.isDirectory() ?? false;
    return documents.size > 0 || isThere
      ? replaceFiles(this.documentFolder, documents, this.documentOwner)
      : { written: [], removed: [] };
  }

  /** Renders all manifests into one YAML text and writes nothing. */
  public override synthYaml(): string {
    validate(this);
    const synthesis = new Synthesis(this);
    return Yaml.stringify(...synthesis.charts.flatMap((chart) => synthesis.manifestsOf(chart)));
  }
}

/** What belongs to cdk8s' own App, it looks at itself. */
const PROPS = constructProps<HarnessAppProps>({
  outdir: ANYTHING,
  outputFileExtension: ANYTHING,
  yamlOutputType: ANYTHING,
  recordConstructMetadata: ANYTHING,
  resolvers: ANYTHING,
  outputOwner: TEXT,
});

/** The name becomes a line of the list. */
function checkOwner(owner: string | undefined): void {
  if (owner !== undefined && !/^\S(.*\S)?$/.test(owner)) {
    throw new HarnessConstructsError({
      constructPath: '',
      property: 'outputOwner',
      given: JSON.stringify(owner),
      allowed: 'a name of one line that neither begins nor ends with a blank',
      remedy: 'Leave it out to go by the file of the program.',
    });
  }
}
