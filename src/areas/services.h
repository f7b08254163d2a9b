/* What the areas keep in memory while the program serves: handed to every request, opaque to the floors below. */
#ifndef AREAS_SERVICES_H
#define AREAS_SERVICES_H

struct audit_sealer;
struct fit_service;
struct import_runner;

struct services {
    struct audit_sealer *audit;
    struct fit_service *fit;
    struct import_runner *imports;
};

#endif
