/* Insight: charts where people would rather look than read, always with the table they are drawn from. */
#ifndef AREAS_INSIGHT_INSIGHT_H
#define AREAS_INSIGHT_INSIGHT_H

#include "web/request.h"

extern const struct route insight_routes[];

#endif
