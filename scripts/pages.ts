/** Writes every generated page. With `--check`, only verifies that all are current. */
import './capability-table';
import './causes-table';
import './compatibility-table';
import './helm-values-table';
import './platforms-table';
import './coverage';
import './readme';
import './struct-tables';
import './api';
