import { App, type Chart } from 'cdk8s';
import { inOwnWords, ownClass, startAtCaller, toYamlStream } from '../core';
import { checkedProps, type HarnessAppProps } from './app-props';
import {
  documentFolder,
  isPrinted,
  leavesDocumentsOut,
  refuseAroundDocuments,
  refuseBelowOutput,
  refuseBesideProject,
  rememberFolders,
  sharedWithManifests,
  shownDocumentFolder,
} from './document-folder';
import { FormerDocuments } from './former-documents';
import { refuseAroundListedDocuments, refuseBelowListedManifests } from './listed-files';
import { NO_CHANGES, type Output, type OutputChanges, replaceFiles } from './output-folder';
import {
  documentOwner,
  foldersToWrite,
  manifestOwner,
  RECORD_FILE,
  refuseFilesOfOthers,
  rememberFiles,
  type Writer,
} from './file-owners';
import { isFolder, refuseOutside } from './paths';
import { isTestRun } from './program';
import {
  documentsToWrite,
  type Files,
  inOneFile,
  renderConstructMetadata,
  renderDocuments,
  renderFiles,
} from './rendered-files';
import { reportSynthesis, warnIfNeverRendered, warnOfLaterObjects } from './report';
import { Synthesis } from './synthesis';

/** Runs the validations of all constructs, once, and reports all errors together. */
export function validate(app: App): void {
  const errors = app.node.findAll().flatMap(({ node }) => node.validate().map((error) => `[${node.path}] ${error}`));
  if (errors.length > 0) {
    const failure = new Error(`Validation failed with the following errors:\n  ${errors.join('\n  ')}`);
    startAtCaller(failure);
    throw failure;
  }
}

/**
 * A cdk8s App that is faster and safer for its output folder. It writes the same files as cdk8s' own App, with the same
 * names and the same objects.
 *
 * **Every reader reads the same.** Each string comes back the same from readers of YAML 1.1 and 1.2, such as kubectl, Argo CD,
 * kustomize and PyYAML. Text of several lines stays readable. A string that no reader accepts, with NUL or half of a surrogate
 * pair, is refused. Each file of manifests begins with `---`, so that files can be concatenated.
 * A chart without objects has an empty file, as with cdk8s' App.
 *
 * **All or nothing.** Everything is rendered in memory first. A program that throws leaves the output of an earlier run
 * as it was. Then each file is replaced in one step. Unchanged files are not touched.
 *
 * **Files of earlier runs.** When you rename a chart, its old file stays, because a person may have added to it, and engines
 * still apply it. Each run reports to standard error which files the program no longer writes, and which of their objects Argo CD,
 * Flux and `kubectl apply --prune` will delete from the cluster once the files are gone, and which they keep. To delete the
 * files, run the program with `--prune` (`node main.js --prune`), or delete them by hand in another language. It deletes only files that it wrote itself, which it lists in
 * `.harness-constructs` in the output folder. If you commit the manifests, commit the list with them.
 *
 * **Renamed programs.** The app deletes and reports the files of a program that is listed but no longer exists in its folder.
 * If the whole folder is missing, the files stay and are reported. Files of another `outputOwner` stay, because another app
 * may have this name: they are reported if this app takes over some of them. Documents in HARNESS_OUTDIR stay when their output
 * folder is removed. `--prune` deletes all of these. Code from the command line or
 * standard input (`node -e`) deletes nothing without `--prune`. Files that such code left are reported.
 *
 * **Shared folders.** Several programs, and several apps of one program, can write to one folder. Each has its own part
 * of the list and leaves the files of the others alone. If two programs write different content to the same manifest, it
 * belongs to the later one, which prints that to standard error. A Harness document of another program that exists is not
 * replaced by other content: `synth()` throws, unless the argument `--prune` takes the document over.
 * Two apps of one program that write different content to one file are refused. The path of the program identifies them;
 * see `outputOwner` if that is not enough.
 *
 * **Harness documents** (connectors, stages) go to a folder next to the output: `dist-harness` for `dist`,
 * `dist-harness/prod` for `dist/prod`. The suffix goes to the topmost folder below the working directory, or below the folder
 * that the working directory and the output have in common, since tools take every YAML file below `dist` as a Kubernetes
 * object. An absolute path that has no more than the root, `/home` or the folder for temporary files in common with the working
 * directory gets the suffix at its end; if other runs write manifests next to it, the app says so. Documents of runs from another
 * working directory are moved and reported. The environment variable HARNESS_OUTDIR names another folder, which apps with different values of
 * `outdir` can share: each deletes only its own documents. It is required if the output folder
 * is the current folder or contains it. The folder must not be inside an output folder of the program. cdk8s' own App
 * cannot write documents: its `synth()` fails if the program created some. `cdk8s synth --stdout` omits and reports
 * them, unless the variable is set.
 *
 * **A summary.** After `synth()`, the app prints the summary of each construct that has one, such as `CiBuildInfra`, on
 * standard error, unless `quiet` or HARNESS_QUIET is set. Tests, programs that a tool in node_modules loads, and programs
 * in other languages print none. A program that exits with code 0 without rendering its HarnessApp, or that creates
 * objects after `synth()`, prints a warning. In other languages it also does if it fails, because Node.js does not know
 * the exit code, and in test runners other than pytest.
 *
 * **`cdk8s synth`** works as with cdk8s' App. The command empties the folder before it runs the program, so nothing is
 * left if the program throws. To keep the earlier output, run the program directly (`node main.js`). `outdir` must be
 * the folder of the command or below it, because the command would not find the manifests elsewhere. For
 * `cdk8s synth --stdout`, all manifests are in one file: the command prints several files at once and mixes up large ones.
 *
 * **Fast.** Validations run once and dependencies are resolved once, not once per chart.
 *
 * @see https://cdk8s.io/docs/latest/basics/app/
 */
export class HarnessApp extends App {
  private readonly recordsConstructs: boolean;
  private readonly isQuiet: boolean;
  private readonly outputOwner?: string;
  private readonly writer: Writer;
  private readonly documentFolder: string;
  private readonly documentOwner?: string;
  private readonly formerDocuments: FormerDocuments;
  private changes: OutputChanges = NO_CHANGES;
  private documentChanges: OutputChanges = NO_CHANGES;

  /**
   * @throws for invalid input, for an `outputFileExtension` that leads out of the output folder, and for an `outdir` that
   * `cdk8s synth` does not read.
   */
  constructor(props: HarnessAppProps = {}) {
    super(checkedProps(props, new.target));
    this.isQuiet = props.quiet ?? false;
    this.outputOwner = manifestOwner(props.outputOwner, this.outdir);
    this.writer = { owner: isTestRun() ? props.outputOwner : this.outputOwner, outdir: this.outdir };
    this.documentFolder = documentFolder(this.outdir);
    // Programs with separate folders for manifests may share one for documents.
    this.documentOwner = documentOwner(props.outputOwner, this.documentFolder, this.outdir);
    this.formerDocuments = new FormerDocuments(this.outdir, props.outputOwner);
    this.recordsConstructs = props.recordConstructMetadata ?? process.env.CDK8S_RECORD_CONSTRUCT_METADATA === 'true';
    warnIfNeverRendered(this);
  }

  /**
   * All charts of the app, each after the charts that it or anything in it depends on. In cdk8s' own App, the second kind
   * of order exists only after `synth()`.
   */
  public override get charts(): Chart[] {
    return [...new Synthesis(this).charts];
  }

  /**
   * The files of the last `synth()`, including unchanged ones: paths relative to `outdir`, with `/`, sorted. Empty before
   * `synth()`.
   */
  public get writtenFiles(): string[] {
    return [...this.changes.written];
  }

  /**
   * The files of earlier runs that the last `synth()` deleted: those of programs that no longer exist and, with `--prune`, those
   * that the app no longer writes. Paths relative to `outdir`, with `/`, sorted. Empty before `synth()`.
   */
  public get removedFiles(): string[] {
    return [...this.changes.removed];
  }

  /** The folder for Harness documents. @throws an error if HARNESS_OUTDIR is inside the output folder. */
  public get documentOutdir(): string {
    refuseBelowOutput(this.outdir, this.documentFolder);
    return this.documentFolder;
  }

  /**
   * The Harness documents of the last `synth()`: paths relative to `documentOutdir`, with `/`, sorted. Empty before
   * `synth()`.
   */
  public get writtenDocuments(): string[] {
    return [...this.documentChanges.written];
  }

  /** The folder for documents as summaries name it; `undefined` if documents are left out. @internal */
  public get _shownDocumentFolder(): string | undefined {
    return shownDocumentFolder(this.outdir);
  }

  /** Renders everything, then writes manifests to the output folder and Harness documents to `documentOutdir`. */
  public override synth(): void {
    validate(this);
    const synthesis = new Synthesis(this);
    const rendered = renderFiles(this, synthesis);
    const manifests = isPrinted(this.outdir) ? inOneFile(rendered) : rendered;
    const metadata = this.recordsConstructs ? renderConstructMetadata(synthesis) : [];
    const files: Files = new Map([...manifests, ...metadata]);
    const documents = this.renderDocuments();
    refuseOutside(this.outdir, files.keys());
    inOwnWords(OF_DOCUMENTS, () => refuseOutside(this.documentFolder, documents.keys()));
    refuseAroundDocuments(this.outdir);
    refuseAroundListedDocuments(this.outdir);
    const folders = foldersToWrite(this.outdir, manifests, this.documentFolder, documents);
    folders.forEach((folder) => refuseFilesOfOthers(this.writer, folder));
    [this.changes, this.documentChanges = NO_CHANGES] = replaceFiles([
      { outdir: this.outdir, files, owner: this.outputOwner, property: 'outdir' },
      ...this.outputOf(documents),
    ]);
    rememberFiles(this.writer, folders);
    rememberFolders(this.outdir, this.documentFolder, documents.keys());
    this.report(files, this.formerDocuments.remove());
    warnOfLaterObjects(this);
  }

  private renderDocuments(): Files {
    if (leavesDocumentsOut(this.outdir)) {
      return new Map();
    }
    const documents = renderDocuments(this);
    refuseBelowOutput(this.outdir, this.documentFolder, documents.keys());
    if (documents.size > 0) {
      refuseBesideProject(this.outdir);
      refuseBelowListedManifests(this.documentFolder);
    }
    return documents;
  }

  /** A program without documents creates no folder for them. */
  private outputOf(documents: Files): Output[] {
    const { documentFolder: outdir, documentOwner: owner } = this;
    return documents.size > 0 || isFolder(outdir)
      ? [{ outdir, files: documents, owner, property: 'HARNESS_OUTDIR' }]
      : [];
  }

  private report(files: Files, moved: readonly string[]): void {
    reportSynthesis(this, {
      isQuiet: this.isQuiet,
      files,
      changes: this.changes,
      documentFolder: this._shownDocumentFolder,
      documentChanges: this.documentChanges,
      moved,
      besideManifests: this.writtenDocuments.length > 0 ? sharedWithManifests(this.outdir, RECORD_FILE) : undefined,
      leftOut: leavesDocumentsOut(this.outdir) ? documentsToWrite(this).map(({ documentPath }) => documentPath) : [],
    });
  }

  /** Renders all manifests into one YAML string and writes nothing. */
  public override synthYaml(): string {
    validate(this);
    const synthesis = new Synthesis(this);
    return toYamlStream(synthesis.charts.flatMap((chart) => synthesis.manifestsOf(chart)));
  }
}

ownClass(HarnessApp);

/** In errors about documents, calls the output folder HARNESS_OUTDIR. */
const OF_DOCUMENTS = { names: { outdir: 'HARNESS_OUTDIR' } };
