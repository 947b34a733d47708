/** Writes every page that is generated; `--check` only says whether all are current. */
import './capability-table';
import './causes-table';
import './helm-values-table';
import './coverage-table';
import './readme';
import './typedoc-pages';
