/* Inside of the runner that the pages of this area need. */
#ifndef AREAS_IMPORTS_RUNNER_H
#define AREAS_IMPORTS_RUNNER_H

#include "areas/imports/store.h"
#include "store/job.h"

#include <pthread.h>

#define IMPORT_JOB_KIND "import_apply"

/* 0 to 1000; 0 when this process is not working on it. */
int import_runner_progress(struct import_runner *runner, int64_t batch_id);

#endif
